package io.lockstep.comms;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A submitted operation: what it does, and whether it is done. Completed by the communication thread. */
final class Operation implements Pending {
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final OperationHeader header;
    private final Work work;
    private final CommunicationThread thread;
    private final long submittedNanos = System.nanoTime();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Failure failure;

    Operation(OperationHeader header, Work work, CommunicationThread thread) {
        this.header = header;
        this.work = work;
        this.thread = thread;
    }

    OperationHeader header() {
        return header;
    }

    Work work() {
        return work;
    }

    /** When it was submitted, as {@link System#nanoTime}. */
    long submittedNanos() {
        return submittedNanos;
    }

    void succeed() {
        thread.finished();
        done.countDown();
    }

    void fail(Failure cause) {
        thread.finished();
        failure = cause;
        done.countDown();
    }

    @Override
    public boolean isDone() {
        return done.getCount() == 0;
    }

    @Override
    public void await() {
        pollBriefly();
        boolean interrupted = false;
        while (!isDone()) {
            try {
                if (!done.await(1, TimeUnit.SECONDS)) {
                    failIfThreadEnded();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                thread.abort("the thread that waited for " + header + " was interrupted");
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Failure cause = failure;
        if (cause != null) {
            throw cause.toException();
        }
    }

    /** Small operations are over before a thread has fallen asleep and is awake again. */
    // Nothing depends on yielding: it lets the communication thread have this core.
    @SuppressWarnings("ThreadPriorityCheck")
    private void pollBriefly() {
        long until = System.nanoTime() + POLL_NANOS;
        while (!isDone() && System.nanoTime() - until < 0) {
            Thread.yield();
        }
    }

    /** An operation submitted in the very moment in which the thread ended is completed by nobody. */
    private void failIfThreadEnded() {
        if (!thread.isAlive() && !isDone()) {
            fail(thread.endCause());
        }
    }
}
