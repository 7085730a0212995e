package io.lockstep.comms;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A submitted operation: what it does, and whether it is done. Completed by who drives the communicator. */
final class Operation implements Pending {
    private final OperationHeader header;
    private final Work work;
    private final CommunicationThread thread;
    private final long submittedNanos = System.nanoTime();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean ready;
    private volatile @Nullable Failure failure;

    /** @param ready whether it may begin at once, and not only after {@link #becomeReady} */
    Operation(OperationHeader header, Work work, CommunicationThread thread, boolean ready) {
        this.header = header;
        this.work = work;
        this.thread = thread;
        this.ready = ready;
    }

    boolean isReady() {
        return ready;
    }

    void becomeReady() {
        ready = true;
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

    /** Why it is given up when the thread that waits for it is interrupted. */
    String interruptedText() {
        return "the thread that waited for " + header + " was interrupted";
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
        thread.driveUntilDone(this);
        boolean interrupted = false;
        while (!isDone()) {
            try {
                if (!done.await(1, TimeUnit.SECONDS)) {
                    failIfThreadEnded();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                thread.abort(interruptedText());
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

    /** An operation submitted in the very moment in which the thread ended is completed by nobody. */
    private void failIfThreadEnded() {
        if (!thread.isAlive() && !isDone()) {
            fail(thread.endCause());
        }
    }
}
