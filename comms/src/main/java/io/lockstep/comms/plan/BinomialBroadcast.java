package io.lockstep.comms.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The broadcast down a binomial tree, for small buffers: in each of ceil(log2 P) rounds every rank that has the bytes
 * sends them to one that lacks them. Counted from the root, rank v gets them from v without its lowest set bit, and sends
 * them to v + 2^i for each i below that bit, the farthest first. ceil(log2 P) latencies; the root sends
 * S ceil(log2 P) bytes.
 *
 * <p>Reference: R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of collective communication operations in MPICH",
 * IJHPCA 19(1), 2005, section 4.2.
 */
public final class BinomialBroadcast {
    private BinomialBroadcast() {}

    /** The plan of {@code rank} for {@code bytes} bytes of {@code root}. */
    public static Plan plan(int rank, int worldSize, int bytes, int root) {
        int position = Math.floorMod(rank - root, worldSize);
        List<Step> steps = new ArrayList<>();
        int bit =
                position == 0 ? Integer.highestOneBit(Math.max(1, worldSize - 1)) << 1 : Integer.lowestOneBit(position);
        if (position != 0) {
            steps.add(Step.receive((position - bit + root) % worldSize, 0, bytes, Arrival.REPLACE));
        }
        for (int below = bit >> 1; below > 0; below >>= 1) {
            if (position + below < worldSize) {
                steps.add(Step.send((position + below + root) % worldSize, 0, bytes));
            }
        }
        return Plan.inPlace(steps);
    }
}
