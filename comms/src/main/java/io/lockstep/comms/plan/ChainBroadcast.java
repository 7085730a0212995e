package io.lockstep.comms.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The broadcast along the ring, as a chain from the root to its left neighbour: each rank passes on every byte as soon as
 * it has it. S bytes sent by each rank but the last in the chain; the last byte arrives P-2 hops after the root has sent
 * it, so large buffers take the time of one transfer, whatever P is.
 */
public final class ChainBroadcast {
    private ChainBroadcast() {}

    /** The plan of {@code rank} for {@code bytes} bytes of {@code root}. */
    public static Plan plan(int rank, int worldSize, int bytes, int root) {
        int right = (rank + 1) % worldSize;
        List<Step> steps = new ArrayList<>();
        if (rank != root) {
            steps.add(Step.receive(Math.floorMod(rank - 1, worldSize), 0, bytes, Arrival.REPLACE));
        }
        if (right != root) {
            steps.add(Step.send(right, 0, bytes));
        }
        return Plan.inPlace(steps);
    }
}
