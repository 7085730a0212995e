package io.lockstep.engine.optim;

/** The learning rate as a pure function of the number of steps done, so that a resumed run needs no state for it. */
@FunctionalInterface
public interface LearningRate {
    /** The rate of step {@code step}, the first being 0. */
    double at(long step);

    static LearningRate constant(double lr) {
        return step -> lr;
    }

    /** lr gamma^floor(step / stepsPerDecay), PyTorch's StepLR. */
    static LearningRate stepDecay(double lr, long stepsPerDecay, double gamma) {
        requirePositive("stepsPerDecay", stepsPerDecay);
        return step -> lr * Math.pow(gamma, (double) Math.floorDiv(step, stepsPerDecay));
    }

    /**
     * minLr + (lr - minLr) (1 + cos(pi step / totalSteps)) / 2, PyTorch's CosineAnnealingLR (Loshchilov and Hutter
     * 2017); minLr from {@code totalSteps} on.
     */
    static LearningRate cosine(double lr, double minLr, long totalSteps) {
        requirePositive("totalSteps", totalSteps);
        return step -> {
            double share = (double) Math.min(step, totalSteps) / totalSteps;
            return minLr + (lr - minLr) * (1 + Math.cos(Math.PI * share)) / 2;
        };
    }

    /**
     * From {@code startFactor} of the first rate of {@code after} up to all of it, in equal steps, and then
     * {@code after} from its start: PyTorch's SequentialLR of LinearLR and {@code after}.
     *
     * @param warmupSteps 0 for none
     */
    static LearningRate warmup(LearningRate after, long warmupSteps, double startFactor) {
        return step -> step < warmupSteps
                ? after.at(0) * (startFactor + (1 - startFactor) * step / warmupSteps)
                : after.at(step - warmupSteps);
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is 1 or more, but got " + value);
        }
    }
}
