package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.optim.optimizer.Optimizer;

/** lr gamma in each epoch that is a milestone, as often as it is one. */
public final class MultiStepLR extends LRScheduler {
    private final long[] milestones;
    private final double gamma;

    public MultiStepLR(Optimizer optimizer, long... milestones) {
        this(optimizer, milestones, 0.1);
    }

    public MultiStepLR(Optimizer optimizer, long[] milestones, double gamma) {
        super(optimizer);
        this.milestones = milestones.clone();
        this.gamma = gamma;
        begin();
    }

    @Override
    protected double firstLr(int group) {
        return nextLr(group);
    }

    @Override
    protected double nextLr(int group) {
        return lr(group) * factor();
    }

    @Override
    protected double restartedLr(int group) {
        return baseLr(group) * factor();
    }

    private double factor() {
        int times = 0;
        for (long milestone : milestones) {
            if (milestone == lastEpoch()) {
                times++;
            }
        }
        return Math.pow(gamma, times);
    }
}
