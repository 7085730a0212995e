package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.optim.optimizer.Optimizer;

/**
 * From {@code startFactor} of the learning rate to {@code endFactor} of it in {@code totalIters} equal steps: a warm-up, if
 * the former is smaller.
 */
public final class LinearLR extends LRScheduler {
    private final double startFactor;
    private final double endFactor;
    private final long totalIters;

    public LinearLR(Optimizer optimizer) {
        this(optimizer, 1.0 / 3, 1, 5);
    }

    public LinearLR(Optimizer optimizer, double startFactor, double endFactor, long totalIters) {
        super(optimizer);
        if (!(startFactor > 0 && startFactor <= 1 && endFactor >= 0 && endFactor <= 1)) {
            throw new IllegalArgumentException("startFactor is above 0, endFactor 0 or more, both at most 1, but got "
                    + startFactor + " and " + endFactor);
        }
        this.startFactor = startFactor;
        this.endFactor = endFactor;
        this.totalIters = totalIters;
        begin();
    }

    @Override
    protected double firstLr(int group) {
        return lr(group) * startFactor;
    }

    @Override
    protected double nextLr(int group) {
        if (lastEpoch() > totalIters) {
            return lr(group);
        }
        double change = endFactor - startFactor;
        return lr(group) * (1 + change / (totalIters * startFactor + (lastEpoch() - 1) * change));
    }

    @Override
    protected double restartedLr(int group) {
        return baseLr(group) * startFactor;
    }
}
