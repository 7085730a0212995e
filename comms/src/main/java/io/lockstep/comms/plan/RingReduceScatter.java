package io.lockstep.comms.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The first half of {@link RingAllReduce}: P-1 steps, S(P-1)/P bytes sent per rank, and rank r ends up with segment r
 * reduced over all ranks. What the other segments hold then are sums on their way.
 */
public final class RingReduceScatter {
    private RingReduceScatter() {}

    /** The plan of {@code rank}; the segments are as many as the ranks. */
    public static Plan plan(int rank, Segments segments) {
        return Plan.inPlace(steps(rank, segments));
    }

    static List<Step> steps(int rank, Segments segments) {
        int worldSize = segments.parts();
        int right = (rank + 1) % worldSize;
        int left = Math.floorMod(rank - 1, worldSize);
        List<Step> steps = new ArrayList<>();
        for (int k = 0; k < worldSize - 1; k++) {
            int sent = rank - k - 1;
            int received = rank - k - 2;
            steps.add(new Step(
                    right,
                    segments.start(sent),
                    segments.end(sent),
                    left,
                    segments.start(received),
                    segments.end(received),
                    k == worldSize - 2 ? Arrival.REDUCE_LAST : Arrival.REDUCE));
        }
        return steps;
    }
}
