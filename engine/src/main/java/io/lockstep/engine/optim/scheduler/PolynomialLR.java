package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.optim.optimizer.Optimizer;

/** base (1 - epoch / totalIters)^power, and 0 from epoch {@code totalIters} on. */
public final class PolynomialLR extends LRScheduler {
    private final long totalIters;
    private final double power;

    public PolynomialLR(Optimizer optimizer) {
        this(optimizer, 5, 1);
    }

    public PolynomialLR(Optimizer optimizer, long totalIters, double power) {
        super(optimizer);
        this.totalIters = totalIters;
        this.power = power;
        begin();
    }

    @Override
    protected double nextLr(int group) {
        if (lastEpoch() > totalIters) {
            return lr(group);
        }
        double left = 1.0 - (double) lastEpoch() / totalIters;
        double leftBefore = 1.0 - (double) (lastEpoch() - 1) / totalIters;
        return lr(group) * Math.pow(left / leftBefore, power);
    }
}
