package io.lockstep.benchmarks.comms.contestant;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** How many operations make a turn, and whether one who warms up is warm: operations take no less. */
public final class Pace {
    private static final double WARM_UP_SHARE = 0.1;
    private static final int LEAST_OPERATIONS = 3;
    private static final int MOST_OPERATIONS = 5000;
    /** So many turns in a row without a gain end warming up. */
    private static final int STALE_TURNS = 2;
    /** Smaller gains are noise. */
    private static final double GAIN = 0.97;
    /** A warm-up of so many turns has had its chance. */
    private static final int MOST_TURNS = 20;

    private final Duration turn;
    private final Duration least;
    private final LongSupplier nanoTime;
    private final long start;
    private int operations = 1;
    private int turns;
    private int stale;
    private double best = Double.POSITIVE_INFINITY;

    /**
     * Warming up begins now.
     *
     * @param least how long it takes at least
     */
    public Pace(Duration turn, Duration least, LongSupplier nanoTime) {
        this.turn = turn;
        this.least = least;
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
    }

    /** Learns from the times of a turn. */
    public void learn(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        turns++;
        stale = median < GAIN * best ? 0 : stale + 1;
        best = Math.min(best, median);
        operations = (int) Math.max(LEAST_OPERATIONS, Math.min(MOST_OPERATIONS, turn.toNanos() / best));
    }

    public boolean isWarm() {
        boolean isLongEnough = nanoTime.getAsLong() - start >= least.toNanos();
        return turns >= MOST_TURNS || (stale >= STALE_TURNS && isLongEnough);
    }

    /** Of a turn. */
    public int operations() {
        return operations;
    }

    /** Operations before those of a turn that do not count: all ranks have begun, and the caches hold what is ours. */
    public static int warmUp(int operations) {
        return (int) Math.ceil(WARM_UP_SHARE * operations);
    }
}
