package io.lockstep.comms;

import java.nio.ByteBuffer;

/** The work of one operation on this rank. The {@link Conductor} drives it and hands it what arrives. */
interface Run {
    /** The ranks that it exchanges data with. */
    int[] peers();

    /** Does what can be done without waiting; returns whether anything was. */
    boolean progress();

    /** Whether the thread may sleep until a link has something; a run that waits for something else asks to be woken. */
    default boolean maySleep() {
        return true;
    }

    /**
     * How long who waits for it polls before sleeping: long where the next event is probably there before a thread has
     * fallen asleep and is awake again, not at all where a rank that works needs the core.
     */
    long pollNanos();

    /** Whether all is done on this rank, and no link refers to the operation's buffers any more. */
    boolean isDone();

    /** The bytes that {@code rank} may send next; 0 while it is not its turn. */
    int receivable(int rank);

    /** Where the next bytes of the rank whose turn it is belong: room for at most {@code bytes} of those receivable. */
    ByteBuffer receiveInto(int bytes);

    /** {@code bytes} have been put where {@link #receiveInto} said. */
    void received(int bytes);

    /** The rank that keeps us waiting. */
    int awaited();

    /** Whether we wait for {@link #awaited} to take data, rather than to send some. */
    boolean awaitsTaking();

    /** How far it has come, for error messages. */
    String describeProgress();

    /** The bytes sent so far. */
    long sentBytes();
}
