package io.lockstep.comms;

import io.lockstep.comms.compress.GradientCompression;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

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
     * every time. Steps and bytes depend on the {@link Algorithm}; a large buffer of S bytes on P ranks takes a ring of
     * 2(P-1) steps and 2S(P-1)/P bytes sent per rank.
     *
     * @throws IllegalArgumentException if the buffer is not direct, not in native order or not whole elements
     */
    Pending allReduce(String name, ByteBuffer data, ElementType type, Reduction reduction);

    /**
     * Lets the operation that is submitted next begin only when {@code ready} is complete, because its data is still on the
     * way; those submitted after it wait behind it. Its deadline counts from then. If {@code ready} fails, so does the
     * communicator. Called by the thread that submits.
     */
    default void startAfter(CompletionStage<?> ready) {}

    /**
     * Sums or averages {@code data} of floats over all ranks, in place, with fewer bytes than they have: the result is
     * approximate, but the same bits on every rank. It is one operation; {@code compression}, which each rank makes with
     * equal settings for each of its buffers, has memory of what was left out so far. With one rank nothing travels, so
     * nothing is compressed: the data stays as it is.
     *
     * @throws IllegalArgumentException for a buffer, a mesh or a reduction that the compression is not for
     */
    Pending allReduce(String name, ByteBuffer data, Reduction reduction, GradientCompression compression);

    /**
     * Reduces {@code data} of n elements over all ranks and leaves to rank r of P the elements from floor(n r / P) to
     * floor(n (r+1) / P), in place; what the other elements hold then is undefined. A ring: P-1 steps, S(P-1)/P bytes
     * sent per rank. Followed by {@link #allGather} it is an all-reduce.
     */
    Pending reduceScatter(String name, ByteBuffer data, ElementType type, Reduction reduction);

    /**
     * Fills {@code data} of n elements, of which rank r of P has given those from floor(n r / P) to floor(n (r+1) / P),
     * with the elements of all ranks, in place. A ring: P-1 steps, about S(P-1)/P bytes sent per rank.
     */
    Pending allGather(String name, ByteBuffer data, ElementType type);

    /**
     * Sends the r-th of P equal parts of {@code send} to rank r, and receives into the r-th part of {@code receive} what
     * rank r has for this one. Pairwise: P-1 steps, S(P-1)/P bytes sent per rank. The buffers
     * must not overlap; both belong to the communicator until it is done.
     *
     * @throws IllegalArgumentException if the buffers differ in length, or their length is no multiple of P
     */
    Pending allToAll(String name, ByteBuffer send, ByteBuffer receive);

    /**
     * Copies {@code data} of rank {@code root} over {@code data} of every other rank. Small buffers go down a binomial
     * tree in ceil(log2 P) steps, large ones along a pipelined chain of P-1 hops in which each rank but the last sends S
     * bytes.
     */
    Pending broadcast(String name, ByteBuffer data, int root);

    /**
     * Collects one small object per rank, of any length each, and waits for it: the returned list is indexed by rank. An
     * all-reduce of the lengths, then a ring of P-1 steps.
     *
     * @throws IllegalArgumentException if {@code own} is longer than 1 MiB
     */
    List<byte[]> allGatherObject(String name, byte[] own);

    /** Returns once every rank has entered the barrier of this name. An all-reduce of one integer. */
    void barrier(String name);

    /** What this communicator has done so far. Any thread may ask. */
    CommunicationStatistics statistics();

    /** The connections that this rank refused while the mesh was formed; afterwards nothing can connect. */
    default Refusals refusals() {
        return Refusals.NONE;
    }

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
