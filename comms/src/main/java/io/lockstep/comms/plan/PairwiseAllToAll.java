package io.lockstep.comms.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The pairwise all-to-all: in step k (k = 1..P-1) rank r sends its segment for rank r+k and receives the one that rank
 * r-k has for it, modulo P. P-1 steps; each rank sends S(P-1)/P bytes. The segment of a rank for itself does not travel.
 *
 * <p>Reference: R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of collective communication operations in MPICH",
 * IJHPCA 19(1), 2005, section 4.4 (long messages).
 */
public final class PairwiseAllToAll {
    private PairwiseAllToAll() {}

    /** The plan of {@code rank}, from one buffer to another, both of {@code worldSize} times {@code segmentBytes}. */
    public static Plan plan(int rank, int worldSize, int segmentBytes) {
        List<Step> steps = new ArrayList<>();
        for (int k = 1; k < worldSize; k++) {
            int to = (rank + k) % worldSize;
            int from = Math.floorMod(rank - k, worldSize);
            steps.add(new Step(
                    to,
                    to * segmentBytes,
                    (to + 1) * segmentBytes,
                    from,
                    from * segmentBytes,
                    (from + 1) * segmentBytes,
                    Arrival.REPLACE));
        }
        return Plan.between(steps);
    }
}
