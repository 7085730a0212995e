package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.optim.optimizer.Optimizer;

/** {@code factor} of the learning rate in epochs 0 to {@code totalIters} - 1, and all of it from then on. */
public final class ConstantLR extends LRScheduler {
    private final double factor;
    private final long totalIters;

    public ConstantLR(Optimizer optimizer) {
        this(optimizer, 1.0 / 3, 5);
    }

    public ConstantLR(Optimizer optimizer, double factor, long totalIters) {
        super(optimizer);
        if (!(factor > 0 && factor <= 1)) {
            throw new IllegalArgumentException("factor is above 0 and at most 1, but got " + factor);
        }
        this.factor = factor;
        this.totalIters = totalIters;
        begin();
    }

    @Override
    protected double firstLr(int group) {
        return lr(group) * factor;
    }

    @Override
    protected double nextLr(int group) {
        return lastEpoch() == totalIters ? lr(group) * (1 / factor) : lr(group);
    }

    @Override
    protected double restartedLr(int group) {
        return totalIters > 0 ? baseLr(group) * factor : baseLr(group);
    }
}
