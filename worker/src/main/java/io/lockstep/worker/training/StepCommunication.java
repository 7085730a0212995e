package io.lockstep.worker.training;

import io.lockstep.comms.CommunicationStatistics;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts what this rank communicates in the steps between two reports, without what reports, evaluations and checkpoints need. */
final class StepCommunication {
    private final Supplier<CommunicationStatistics> statistics;
    private final LongSupplier blockedNanos;
    private CommunicationStatistics resumed;
    private long sentBytes;
    private long busyNanos;
    private long startBlockedNanos;
    private long startStep;

    /**
     * Counts from here.
     *
     * @param statistics of the communicator
     * @param blockedNanos time that steps have waited for the communicator so far
     */
    StepCommunication(Supplier<CommunicationStatistics> statistics, LongSupplier blockedNanos) {
        this.statistics = statistics;
        this.blockedNanos = blockedNanos;
        resumed = statistics.get();
        startBlockedNanos = blockedNanos.getAsLong();
    }

    /** Forgets what was counted and counts from here, {@code globalStep} steps being done. */
    void restart(long globalStep) {
        sentBytes = 0;
        busyNanos = 0;
        startBlockedNanos = blockedNanos.getAsLong();
        startStep = globalStep;
        resume();
    }

    /** Ends counting, after a step and before something else is communicated. */
    void pause() {
        CommunicationStatistics counted = statistics.get().since(resumed);
        sentBytes += counted.sentBytes();
        busyNanos += counted.busyNanos();
    }

    /** Goes on counting after a pause. */
    void resume() {
        resumed = statistics.get();
    }

    /** Bytes sent over the network per step, from the restart to the last pause; 0 before a step is done. */
    double bytesPerStep(long globalStep) {
        long steps = globalStep - startStep;
        return steps == 0 ? 0 : (double) sentBytes / steps;
    }

    /**
     * Share of the time in which collectives were going on, from the restart to the last pause, that the training thread
     * did not wait for them, 0 to 1; null if there were none.
     */
    @Nullable
    Double hidden() {
        if (busyNanos == 0) {
            return null;
        }
        double blocked = blockedNanos.getAsLong() - startBlockedNanos;
        // Waking up after the last collective counts as waiting, so the difference may be below zero.
        return Math.max(0, 1 - blocked / busyNanos);
    }
}
