package io.lockstep.engine.optim.scheduler;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.optim.optimizer.Optimizer;
import java.util.Map;

/**
 * etaMin + (base - etaMin) (1 + cos(pi tCur / tI)) / 2, where tCur counts the epochs since the last restart; a restart comes
 * after tI epochs, at first t0, and each time tI grows by the factor tMult (SGDR, Loshchilov and Hutter 2017).
 */
public final class CosineAnnealingWarmRestarts extends LRScheduler {
    private final long t0;
    private final long tMult;
    private final double etaMin;
    private double tCur;
    private double tI;

    public CosineAnnealingWarmRestarts(Optimizer optimizer, long t0) {
        this(optimizer, t0, 1, 0);
    }

    public CosineAnnealingWarmRestarts(Optimizer optimizer, long t0, long tMult, double etaMin) {
        super(optimizer);
        requirePositive("t0", (double) t0);
        requirePositive("tMult", (double) tMult);
        this.t0 = t0;
        this.tMult = tMult;
        this.etaMin = etaMin;
        restart();
    }

    @Override
    public void step() {
        requireSameGroups();
        lastEpoch(lastEpoch() + 1);
        tCur++;
        if (tCur >= tI) {
            tCur -= tI;
            tI *= tMult;
        }
        update();
    }

    /**
     * Goes to any epoch, which may be a fraction, such as epoch + batch / batches.
     *
     * @param epoch 0 or more
     */
    public void step(double epoch) {
        requireSameGroups();
        if (!(epoch >= 0)) {
            throw new IllegalArgumentException("an epoch is 0 or more, but got " + epoch);
        }
        if (epoch < t0) {
            tI = t0;
            tCur = epoch;
        } else if (tMult == 1) {
            tI = t0;
            tCur = epoch % t0;
        } else {
            int restarts = (int) (Math.log(epoch / t0 * (tMult - 1) + 1) / Math.log((double) tMult));
            double factor = Math.pow((double) tMult, restarts);
            tCur = epoch - t0 * (factor - 1) / (tMult - 1);
            tI = t0 * factor;
        }
        lastEpoch((long) Math.floor(epoch));
        update();
    }

    @Override
    protected double nextLr(int group) {
        return etaMin + (baseLr(group) - etaMin) * (1 + Math.cos(Math.PI * tCur / tI)) / 2;
    }

    @Override
    void initialStep() {
        restart();
    }

    @Override
    void restart() {
        step(0);
    }

    private void update() {
        double[] lrs = new double[groups()];
        for (int i = 0; i < lrs.length; i++) {
            lrs[i] = nextLr(i);
        }
        apply(lrs);
    }

    @Override
    protected void save(String prefix, Map<String, HostArray> state) {
        super.save(prefix, state);
        put(state, prefix + "T_cur", tCur);
        put(state, prefix + "T_i", tI);
    }

    @Override
    protected void load(String prefix, Map<String, HostArray> state) {
        double cur = value(state, prefix + "T_cur");
        double i = value(state, prefix + "T_i");
        super.load(prefix, state);
        tCur = cur;
        tI = i;
    }
}
