package io.lockstep.comms;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what a communicator does: written by its thread, read by any. */
final class CommunicationMetrics {
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong busyNanos = new AtomicLong();
    private final AtomicLong waitingNanos = new AtomicLong();

    void agreed(long nanosSinceStart) {
        waitingNanos.lazySet(waitingNanos.get() + nanosSinceStart);
    }

    void finished(long nanosSinceStart, long bytes) {
        operations.lazySet(operations.get() + 1);
        sentBytes.lazySet(sentBytes.get() + bytes);
        busyNanos.lazySet(busyNanos.get() + nanosSinceStart);
    }

    CommunicationStatistics snapshot() {
        return new CommunicationStatistics(operations.get(), sentBytes.get(), busyNanos.get(), waitingNanos.get());
    }
}
