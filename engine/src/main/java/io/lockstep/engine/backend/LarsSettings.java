package io.lockstep.engine.backend;

/**
 * Numbers of one update by layer-wise adaptive rate scaling.
 *
 * @param learningRate factor of the update
 * @param momentum what is kept of the buffer
 * @param trustCoefficient how far a layer may move, relative to its norm
 * @param epsilon added to the norm of the gradient
 * @param weightDecay factor of the parameter that is added to its gradient
 * @param adaptive whether the rate follows the norms; it is 1 otherwise
 */
public record LarsSettings(
        double learningRate,
        double momentum,
        double trustCoefficient,
        double epsilon,
        double weightDecay,
        boolean adaptive) {
    /** The rate of a layer by its norms: trustCoefficient |w| / (|g| + weightDecay |w| + epsilon), 1 where one of them is 0. */
    public double rate(double weights, double gradients) {
        if (weights == 0 || gradients == 0) {
            return 1;
        }
        return trustCoefficient * weights / (gradients + weightDecay * weights + epsilon);
    }
}
