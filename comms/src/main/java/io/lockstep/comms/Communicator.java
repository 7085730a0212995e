package io.lockstep.comms;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The collectives of one rank among {@link #worldSize()} ranks.
 *
 * <p>Every rank submits the same operations with the same names in the same order; they run one after the other in that
 * order, on the communication thread. Ranks that disagree get an {@link OperationMismatchException} naming both. Every
 * operation has a deadline, counted from when it becomes the oldest unfinished one.
 *
 * <p>The first failure ends the communicator on all ranks: operations that wait, and all later calls, throw that first
 * cause as a {@link CommunicatorException}. A new mesh is formed to go on.
 *
 * <p>Data buffers are direct and in native byte order; the range from position to limit takes part, the buffer's own
 * position and limit are left alone. From submission until {@link Pending#await} has returned or thrown, the range
 * belongs to the communicator: it must be neither used nor freed.
 *
 * <p>Operations of one communicator are submitted by one thread at a time; {@link #abort} may come from any thread.
 */
public interface Communicator extends AutoCloseable {
    /** This worker's number, from 0 to {@code worldSize() - 1}. */
    int rank();

    int worldSize();

    /**
     * Reduces {@code data} element by element over all ranks, in place; every rank gets the same bits, and the same bits
     * every time. A ring: 2(P-1) steps, 2S(P-1)/P bytes sent per rank for S bytes on P ranks; see {@link RingAllReduce}.
     *
     * @throws IllegalArgumentException if the buffer is not direct, not in native order or not whole elements
     */
    Pending allReduce(String name, ByteBuffer data, ElementType type, Reduction reduction);

    /**
     * Copies {@code data} of rank {@code root} over {@code data} of every other rank. A pipelined chain: P-1 hops, S
     * bytes sent by each rank but the last.
     */
    Pending broadcast(String name, ByteBuffer data, int root);

    /**
     * Collects one small object per rank, of any length each, and waits for it: the returned list is indexed by rank.
     * 3(P-1) steps: an all-reduce of the lengths, then a ring all-gather.
     *
     * @throws IllegalArgumentException if {@code own} is longer than 1 MiB
     */
    List<byte[]> allGather(String name, byte[] own);

    /** Returns once every rank has entered the barrier of this name. An all-reduce of one integer. */
    void barrier(String name);

    /** Ends the communicator on all ranks with an error that carries {@code reason}. Any thread may call it. */
    void abort(String reason);

    /**
     * Leaves the mesh and frees its sockets and its thread; waits about a second at most. With no operation
     * unfinished the other ranks notice nothing, unless they submit an operation that needs this rank. With operations
     * unfinished it is an {@link #abort}. Closing twice does nothing.
     */
    @Override
    void close();
}
