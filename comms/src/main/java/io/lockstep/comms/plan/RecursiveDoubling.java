package io.lockstep.comms.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The all-reduce by recursive doubling, for small buffers: in step k rank r exchanges its whole buffer with the rank whose
 * number differs in bit k, and both add; after log2 P steps everybody has the sum of all. Numbers of ranks that are no
 * powers of two are {@link Fold}ed. With two ranks it is the direct exchange: one latency, and all there is to do.
 *
 * <p><b>Cost.</b> log2 P steps, S log2 P bytes sent per rank: the fewest latencies, but for large buffers
 * log2(P) P / (2(P-1)) times the bytes of the ring.
 *
 * <p><b>Same bits everywhere.</b> Both ranks of a pair add the same two numbers, and addition is commutative, minimum and
 * maximum too; so by induction all ranks hold the same bits after each step.
 *
 * <p><b>Large buffers.</b> Both directions of a pair carry the same range, so what arrives must wait until that range has
 * been sent. Blocks of {@link #BLOCK_BYTES}, one after the other through all steps, keep what waits small.
 *
 * <p>Reference: R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of collective communication operations in MPICH",
 * IJHPCA 19(1), 2005, section 4.5.
 */
public final class RecursiveDoubling {
    /** The most that may wait for its range to be sent: {@link Transfer#SCRATCH_BYTES} has room for it. */
    static final int BLOCK_BYTES = Transfer.SCRATCH_BYTES / 2;

    private RecursiveDoubling() {}

    /** The plan of {@code rank} for {@code bytes} bytes of whole elements of at most 8 bytes. */
    public static Plan plan(int rank, int worldSize, int bytes) {
        Fold fold = new Fold(rank, worldSize);
        List<Step> steps = new ArrayList<>();
        for (int start = 0; start < bytes; start += BLOCK_BYTES) {
            block(steps, fold, start, Math.min(bytes, start + BLOCK_BYTES));
        }
        return Plan.inPlace(steps);
    }

    private static void block(List<Step> steps, Fold fold, int start, int end) {
        fold.in(steps, start, end);
        if (!fold.isAside()) {
            for (int distance = 1; distance < fold.size(); distance <<= 1) {
                int peer = fold.rankAt(fold.position() ^ distance);
                boolean last = distance << 1 == fold.size();
                steps.add(new Step(peer, start, end, peer, start, end, last ? Arrival.REDUCE_LAST : Arrival.REDUCE));
            }
        }
        fold.out(steps, start, end);
    }
}
