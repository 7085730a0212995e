package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.optim.optimizer.Optimizer;

/** lr gamma in every epoch but the first. */
public final class ExponentialLR extends LRScheduler {
    private final double gamma;

    public ExponentialLR(Optimizer optimizer, double gamma) {
        super(optimizer);
        this.gamma = gamma;
        begin();
    }

    @Override
    protected double nextLr(int group) {
        return lr(group) * gamma;
    }
}
