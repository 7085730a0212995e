package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.optim.optimizer.Optimizer;

/**
 * etaMin + (base - etaMin) (1 + cos(pi epoch / tMax)) / 2 (Loshchilov and Hutter 2017, without restarts), which rises again
 * after epoch tMax.
 */
public final class CosineAnnealingLR extends LRScheduler {
    private final long tMax;
    private final double etaMin;

    public CosineAnnealingLR(Optimizer optimizer, long tMax) {
        this(optimizer, tMax, 0);
    }

    public CosineAnnealingLR(Optimizer optimizer, long tMax, double etaMin) {
        super(optimizer);
        requirePositive("tMax", (double) tMax);
        this.tMax = tMax;
        this.etaMin = etaMin;
        begin();
    }

    @Override
    protected double nextLr(int group) {
        long epoch = lastEpoch();
        if (Math.floorMod(epoch - 1 - tMax, 2 * tMax)
                == 0) { // the last one was a minimum, which no factor leads out of
            return lr(group) + (baseLr(group) - etaMin) * (1 - Math.cos(Math.PI / tMax)) / 2;
        }
        return height(epoch) / height(epoch - 1) * (lr(group) - etaMin) + etaMin;
    }

    private double height(long epoch) {
        return 1 + Math.cos(Math.PI * epoch / tMax);
    }
}
