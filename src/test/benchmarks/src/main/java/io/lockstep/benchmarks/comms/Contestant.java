package io.lockstep.benchmarks.comms;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.comms.entrant.Entrant;
import io.lockstep.benchmarks.comms.entrant.Ranks;
import io.lockstep.benchmarks.comms.report.Score;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** One who takes part, with so many ranks: its processes, its pace at the size at hand, and its turns so far. */
final class Contestant implements AutoCloseable {
    /** Before each turn's timed operations: all ranks have begun, and the caches hold what is ours. */
    private static final double WARM_UP_SHARE = 0.1;

    private static final int LEAST_OPERATIONS = 3;
    private static final int MOST_OPERATIONS = 5000;
    /** So many turns in a row without a gain end warming up. */
    private static final int STALE_TURNS = 2;
    /** Smaller gains are noise. */
    private static final double GAIN = 0.97;
    /** A warm-up of so many turns has had its chance. */
    private static final int MOST_TURNS = 20;

    private final Entrant entrant;
    private final Ranks ranks;
    private final LongSupplier nanoTime;
    private final List<long[]> turns = new ArrayList<>();
    private int operations = 1;
    private boolean isFresh = true;

    Contestant(Entrant entrant, Ranks ranks, LongSupplier nanoTime) {
        this.entrant = entrant;
        this.ranks = ranks;
        this.nanoTime = nanoTime;
    }

    /** Begins with buffers of {@code bytes}; the sum is checked. */
    void take(long bytes) throws InterruptedException {
        turns.clear();
        operations = 1;
        ranks.take(bytes);
    }

    /**
     * Runs until operations take no less, and at least {@code least}; learns how many operations make a turn. The first
     * size of all gets four times as long, since the code of a Java virtual machine is compiled meanwhile.
     */
    void warmUp(Duration turn, Duration least) throws InterruptedException {
        long start = nanoTime.getAsLong();
        long nanos = least.toNanos() * (isFresh && entrant.family().isOurs() ? 4 : 1);
        isFresh = false;
        double best = Double.POSITIVE_INFINITY;
        int stale = 0;
        for (int i = 0; i < MOST_TURNS && (stale < STALE_TURNS || nanoTime.getAsLong() - start < nanos); i++) {
            double median = median(ranks.run(1, operations));
            stale = median < GAIN * best ? 0 : stale + 1;
            best = Math.min(best, median);
            operations = (int) Math.max(LEAST_OPERATIONS, Math.min(MOST_OPERATIONS, turn.toNanos() / best));
        }
    }

    /** A turn that counts. */
    void turn() throws InterruptedException {
        turns.add(ranks.run((int) Math.ceil(WARM_UP_SHARE * operations), operations));
    }

    Score score() {
        return new Score(entrant.name(), entrant.family(), List.copyOf(turns));
    }

    @Override
    public void close() {
        ranks.close();
    }

    @Override
    public String toString() {
        return entrant.name();
    }

    private static double median(long[] nanos) {
        if (nanos.length == 0) {
            throw new BenchmarkException("a turn without operations has no median");
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
