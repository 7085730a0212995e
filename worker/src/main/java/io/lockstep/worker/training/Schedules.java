package io.lockstep.worker.training;

import io.lockstep.engine.optim.LearningRate;
import io.lockstep.worker.config.TrainConfig;

/** The learning rate that a configuration asks for. */
final class Schedules {
    private Schedules() {}

    /** The learning rate by step: warm-up over its epochs, then the schedule over the rest, in steps. */
    static LearningRate of(TrainConfig config, int stepsPerEpoch) {
        long warmupSteps = (long) config.lrWarmupEpochs() * stepsPerEpoch;
        long totalSteps = (long) config.epochs() * stepsPerEpoch;
        long stepsAfterWarmup = Math.max(1, totalSteps - warmupSteps);
        LearningRate after = switch (config.lrScheduler()) {
            case NONE -> LearningRate.constant(config.lr());
            case STEP ->
                LearningRate.stepDecay(config.lr(), (long) config.lrStepSize() * stepsPerEpoch, config.lrGamma());
            case COSINE -> LearningRate.cosine(config.lr(), config.lrMin(), stepsAfterWarmup);
        };
        return warmupSteps == 0 ? after : LearningRate.warmup(after, warmupSteps, config.lrWarmupDecay());
    }
}
