package io.lockstep.comms.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Rabenseifner's all-reduce, for buffers of middle size: a reduce-scatter by recursive halving and an all-gather by
 * recursive doubling.
 *
 * <p><b>Idea.</b> In step k each rank exchanges half of the range it is still concerned with: it sends the half that its
 * partner, whose number differs in bit k, will be concerned with, and reduces what it receives into the other. After
 * log2 P steps it holds one P-th of the buffer, reduced over all ranks. The same exchanges in reverse, now replacing,
 * collect the whole. Numbers of ranks that are no powers of two are {@link Fold}ed.
 *
 * <p><b>Cost.</b> 2 log2 P steps, 2S(P-1)/P bytes sent per rank: the bytes of the ring with fewer latencies. The ring is
 * better for large buffers, since a step here can only start when the one before has the whole half, and since all
 * ranks cross the middle of the network at once.
 *
 * <p><b>Same bits everywhere.</b> Each byte is summed at one rank along a fixed tree, and then copied.
 *
 * <p>Reference: R. Rabenseifner, "Optimization of collective reduction operations", ICCS 2004, section 5.
 */
public final class HalvingDoubling {
    private HalvingDoubling() {}

    /** The plan of {@code rank} for {@code bytes} bytes of whole elements of {@code elementBytes}. */
    public static Plan plan(int rank, int worldSize, int bytes, int elementBytes) {
        Fold fold = new Fold(rank, worldSize);
        List<Step> steps = new ArrayList<>();
        fold.in(steps, 0, bytes);
        if (!fold.isAside()) {
            exchange(steps, fold, Segments.of(bytes, elementBytes, fold.size()));
        }
        fold.out(steps, 0, bytes);
        return Plan.inPlace(steps);
    }

    private static void exchange(List<Step> steps, Fold fold, Segments segments) {
        int position = fold.position();
        List<Step> gathering = new ArrayList<>();
        for (int width = fold.size() >> 1; width > 0; width >>= 1) {
            int partner = position ^ width;
            int peer = fold.rankAt(partner);
            // Positions that agree with ours, or the partner's, in this bit and those above it.
            int kept = segments.offset(position & -width);
            int keptEnd = segments.offset((position & -width) + width);
            int given = segments.offset(partner & -width);
            int givenEnd = segments.offset((partner & -width) + width);
            Arrival arrival = width == 1 ? Arrival.REDUCE_LAST : Arrival.REDUCE;
            steps.add(new Step(peer, given, givenEnd, peer, kept, keptEnd, arrival));
            gathering.add(0, new Step(peer, kept, keptEnd, peer, given, givenEnd, Arrival.REPLACE));
        }
        steps.addAll(gathering);
    }
}
