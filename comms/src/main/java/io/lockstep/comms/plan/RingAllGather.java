package io.lockstep.comms.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The ring all-gather of one segment per rank, each of its own length: in step k (k = 0..P-2) rank r sends segment r-k
 * and receives segment r-k-1, modulo P. P-1 steps; each rank sends all segments but its right neighbour's.
 */
public final class RingAllGather {
    private RingAllGather() {}

    /** The plan of {@code rank}; the segments are as many as the ranks. */
    public static Plan plan(int rank, Segments segments) {
        return Plan.inPlace(steps(rank, segments));
    }

    /** {@code starts[s]} is where the segment of rank s starts; one more entry, the end of the buffer, closes the list. */
    public static Plan plan(int rank, int[] starts) {
        return Plan.inPlace(steps(rank, starts));
    }

    static List<Step> steps(int rank, Segments segments) {
        int[] starts = new int[segments.parts() + 1];
        for (int part = 0; part < starts.length; part++) {
            starts[part] = segments.offset(part);
        }
        return steps(rank, starts);
    }

    private static List<Step> steps(int rank, int[] starts) {
        int worldSize = starts.length - 1;
        int right = (rank + 1) % worldSize;
        int left = Math.floorMod(rank - 1, worldSize);
        List<Step> steps = new ArrayList<>();
        for (int k = 0; k < worldSize - 1; k++) {
            int sent = Math.floorMod(rank - k, worldSize);
            int received = Math.floorMod(rank - k - 1, worldSize);
            steps.add(new Step(
                    right,
                    starts[sent],
                    starts[sent + 1],
                    left,
                    starts[received],
                    starts[received + 1],
                    Arrival.REPLACE));
        }
        return steps;
    }
}
