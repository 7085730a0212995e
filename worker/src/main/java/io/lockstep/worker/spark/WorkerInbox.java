package io.lockstep.worker.spark;

import io.lockstep.worker.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What arrives in the driver from the workers of one attempt; those of an earlier one may still be talking. */
final class WorkerInbox {
    /** Why the worker of a rank gave up. */
    record RankFailure(int rank, WorkerFailure failure) {
        WorkerFailure.Kind kind() {
            return failure.kind();
        }
    }

    private final int attempt;
    private final int worldSize;
    private final Consumer<WorkerEvent> listener;
    private final List<RankFailure> failures = new ArrayList<>();
    /** The ranks that have nothing more to say. */
    private final Set<Integer> done = new HashSet<>();

    WorkerInbox(int attempt, int worldSize, Consumer<WorkerEvent> listener) {
        this.attempt = attempt;
        this.worldSize = worldSize;
        this.listener = listener;
    }

    synchronized void accept(WorkerMessage message) {
        if (message.attempt() != attempt) {
            return;
        }
        if (message.event() != null) {
            listener.accept(message.event());
        }
        if (message.failure() != null) {
            failures.add(new RankFailure(message.rank(), message.failure()));
            ended(message.rank());
        }
    }

    /** The worker of {@code rank} has ended, whether it said why or not. */
    synchronized void ended(int rank) {
        done.add(rank);
        notifyAll();
    }

    /**
     * The failure that says most. A worker with a fault leaves the mesh before it tells the driver, so the others' report
     * of its loss may come first: a loss is believed only when each rank has spoken or ended, or {@code patience} is over.
     */
    synchronized Optional<RankFailure> failure(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toNanos();
        while (mostTelling()
                        .filter(failure -> failure.kind() != WorkerFailure.Kind.LOSS)
                        .isEmpty()
                && done.size() < worldSize
                && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
        return mostTelling();
    }

    private Optional<RankFailure> mostTelling() {
        return failures.stream().min(Comparator.comparing(RankFailure::kind));
    }
}
