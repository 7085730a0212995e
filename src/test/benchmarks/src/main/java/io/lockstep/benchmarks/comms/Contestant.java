package io.lockstep.benchmarks.comms;

import io.lockstep.benchmarks.comms.contestant.Pace;
import io.lockstep.benchmarks.comms.entrant.Entrant;
import io.lockstep.benchmarks.comms.entrant.Ranks;
import io.lockstep.benchmarks.comms.report.Score;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** One who takes part, with so many ranks: its processes, its pace at the size at hand, and its turns so far. */
final class Contestant implements AutoCloseable {
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
        Pace pace =
                new Pace(turn, least.multipliedBy(isFresh && entrant.family().isOurs() ? 4 : 1), nanoTime);
        isFresh = false;
        while (!pace.isWarm()) {
            pace.learn(ranks.run(1, pace.operations()));
        }
        operations = pace.operations();
    }

    /** A turn that counts. */
    void turn() throws InterruptedException {
        turns.add(ranks.run(Pace.warmUp(operations), operations));
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
}
