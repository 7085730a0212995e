package io.lockstep.engine.data;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded ring of batches between loader threads and the one thread that trains.
 *
 * <p>Step s lives in slot s mod the ring's size. Loaders claim steps in rising order and only while the slot is free, so
 * the step that the taker waits for has always been claimed, whatever the number of threads; batches come out in order
 * because the taker asks for slots in order. A step that failed keeps its failure in its slot: what was loaded before it
 * is still delivered.
 */
final class BatchRing<B> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition slotFreed = lock.newCondition();
    private final Condition stepDone = lock.newCondition();
    private final List<B> batches;
    private final boolean[] done;
    private final @Nullable Throwable[] failures;
    private int end;
    private int nextClaimed;
    private int nextTaken;
    private int released;
    private boolean stopped;

    /** @param batches the slots */
    BatchRing(List<B> batches, int firstStep, int end) {
        this.batches = List.copyOf(batches);
        this.end = end;
        done = new boolean[batches.size()];
        failures = new Throwable[batches.size()];
        nextClaimed = firstStep;
        nextTaken = firstStep;
        released = firstStep;
    }

    /** The next step to load, once its slot is free; -1 when there is nothing more to do. */
    int claim() throws InterruptedException {
        lock.lock();
        try {
            while (!stopped && nextClaimed < end && nextClaimed - released >= batches.size()) {
                // The taker may be away for long, at a checkpoint say; the bound is that stop() always signals.
                slotFreed.await();
            }
            return stopped || nextClaimed >= end ? -1 : nextClaimed++;
        } finally {
            lock.unlock();
        }
    }

    /** Where the step is loaded to. */
    B batch(int step) {
        return batches.get(step % batches.size());
    }

    /** Hands a claimed step to the taker: loaded, or with the failure that kept it from being so. */
    void complete(int step, @Nullable Throwable failure) {
        lock.lock();
        try {
            int slot = step % batches.size();
            failures[slot] = failure;
            done[slot] = true;
            if (failure != null) {
                stop();
            }
            stepDone.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives back the batch that was taken last, if it has not been given back yet. */
    void release() {
        lock.lock();
        try {
            if (released < nextTaken) {
                done[released % batches.size()] = false;
                released++;
                slotFreed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next batch, the one before being released; null after the last.
     *
     * @throws DataLoadingException if the step failed or is not loaded in time; every further call says so again
     */
    @Nullable
    B take(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (nextTaken >= end) {
                return null;
            }
            int slot = nextTaken % batches.size();
            awaitDone(slot, timeout);
            if (nextTaken >= end) {
                return null;
            }
            Throwable failure = failures[slot];
            if (failure != null) {
                throw surface(nextTaken, failure);
            }
            nextTaken++;
            return batches.get(slot);
        } finally {
            lock.unlock();
        }
    }

    /** Says that there are fewer steps than promised: {@code step} and those after it do not exist. */
    void endAt(int step) {
        lock.lock();
        try {
            end = Math.min(end, step);
            stepDone.signalAll();
            slotFreed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets every loader end after the step it is at. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            slotFreed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The failure anew, with the stack of the thread that meets it; the cause keeps that of the loader thread. */
    private static DataLoadingException surface(int step, Throwable failure) {
        if (failure instanceof DataLoadingException && failure.getCause() != null) {
            return new DataLoadingException(String.valueOf(failure.getMessage()), failure.getCause());
        }
        return new DataLoadingException("step " + step + " could not be loaded: " + failure, failure);
    }

    private void awaitDone(int slot, Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        while (!done[slot] && nextTaken < end) {
            if (nanos <= 0) {
                throw new DataLoadingException("step " + nextTaken + " was not loaded within " + timeout
                        + "; is the file system slow or hung? else raise the loader's timeout or its threads");
            }
            nanos = stepDone.awaitNanos(nanos);
        }
    }
}
