package io.lockstep.comms;

/** A submitted operation that may not have finished yet. */
public interface Pending {
    /**
     * Waits until the operation has finished on this rank; the wait is bounded by the deadlines of this operation and of
     * those queued before it. Interrupting the waiting thread aborts the communicator, since the operation's buffer
     * could not be given back otherwise.
     *
     * @throws CommunicatorException the first failure of the communicator, if it came before this operation's end
     */
    void await();

    /** Whether {@link #await} would return or throw at once. */
    boolean isDone();
}
