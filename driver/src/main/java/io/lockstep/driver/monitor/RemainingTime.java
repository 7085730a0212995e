package io.lockstep.driver.monitor;

import io.lockstep.worker.WorkerEvent.TrainProgress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Estimates when training ends, from the steps since it was first seen; evaluations on the way are counted in. */
final class RemainingTime {
    private final LongSupplier nanoTime;
    private @Nullable TrainProgress first;
    private long firstNanos;

    RemainingTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The time left after {@code progress}; null while nothing can be said. */
    @Nullable
    Duration after(TrainProgress progress) {
        if (first == null || progress.globalStep() < first.globalStep()) { // the first, or a restart
            first = progress;
            firstNanos = nanoTime.getAsLong();
        }
        long done = progress.globalStep() - first.globalStep();
        if (done == 0) {
            return null;
        }
        double nanosPerStep = (double) (nanoTime.getAsLong() - firstNanos) / done;
        return Duration.ofNanos((long) (nanosPerStep * (progress.totalSteps() - progress.globalStep())));
    }
}
