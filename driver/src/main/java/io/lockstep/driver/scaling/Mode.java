package io.lockstep.driver.scaling;

import java.util.Locale;

/** What stays the same when workers are added. */
public enum Mode {
    /** The batch of each worker: P workers see P times as many images per step. */
    WEAK,
    /** The batch of all together: each of P workers sees a P-th of it. */
    STRONG;

    /** The images of one worker in a step. */
    public int batchOf(int batchSize, int workers) {
        return this == WEAK ? batchSize : batchSize / workers;
    }

    /** The time of a step on {@code workers} as a share of that on one, if nothing were lost. */
    double idealShare(int workers) {
        return this == WEAK ? 1 : 1.0 / workers;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
