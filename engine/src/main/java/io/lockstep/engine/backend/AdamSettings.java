package io.lockstep.engine.backend;

/**
 * Numbers of one update by adaptive moments, with PyTorch's meaning.
 *
 * @param learningRate factor of the update
 * @param beta1 what is kept of the average of the gradient
 * @param beta2 what is kept of the average of its square
 * @param epsilon added to the root of the squares
 * @param weightDecay factor of the parameter that is added to its gradient, or by which it shrinks at the learning rate
 * @param decoupled whether the parameter shrinks by itself and not by way of its gradient, as in AdamW
 * @param biasCorrection1 1 - beta1^t in step t, counted from 1
 * @param biasCorrection2 1 - beta2^t
 */
public record AdamSettings(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        boolean decoupled,
        double biasCorrection1,
        double biasCorrection2) {
    /** What the parameter is multiplied with before the update. */
    public double kept() {
        return decoupled ? 1 - learningRate * weightDecay : 1;
    }

    /** Factor of the parameter that is added to its gradient. */
    public double gradientDecay() {
        return decoupled ? 0 : weightDecay;
    }

    /** Factor of the quotient of average and root. */
    public double stepSize() {
        return learningRate / biasCorrection1;
    }
}
