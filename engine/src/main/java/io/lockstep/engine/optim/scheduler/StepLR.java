package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.optim.optimizer.Optimizer;

/** lr gamma in every epoch that is a multiple of {@code stepSize}. */
public final class StepLR extends LRScheduler {
    private final long stepSize;
    private final double gamma;

    public StepLR(Optimizer optimizer, long stepSize) {
        this(optimizer, stepSize, 0.1);
    }

    public StepLR(Optimizer optimizer, long stepSize, double gamma) {
        super(optimizer);
        requirePositive("stepSize", (double) stepSize);
        this.stepSize = stepSize;
        this.gamma = gamma;
        begin();
    }

    @Override
    protected double nextLr(int group) {
        return lastEpoch() % stepSize == 0 ? lr(group) * gamma : lr(group);
    }
}
