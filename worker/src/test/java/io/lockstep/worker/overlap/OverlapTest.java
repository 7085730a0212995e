package io.lockstep.worker.overlap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class OverlapTest {
    private static final Offset<Double> TINY = Offset.offset(1e-9);
    /**
     * By hand: the last layer has 8 seconds of gradients, in two slices, ready at 6; the first layer one second, ready at 10
     * and needed at once.
     */
    private final Overlap twoLayers = new Overlap(
            List.of(new Slice(0, 0, 4), new Slice(0, 4, 8), new Slice(1, 0, 1)),
            List.of(3.0, 0.0),
            List.of(6.0, 10.0),
            10);

    @Test
    void theFirstLayerGoesBeforeTheRestOfTheLast() {
        // Slice 0 from 6 to 10, then slice 2 to 11, then slice 1 to 15.
        assertThat(twoLayers.order(OverlapTest::simple)).containsExactly(0, 2, 1);
        // The forward pass waits 1 s for the first layer, needs the last one at 10 + 1 + 3 = 14, and waits 1 s more.
        assertThat(twoLayers.standstill(new int[] {0, 2, 1}, OverlapTest::simple))
                .isEqualTo(2, TINY);
        // As they are ready: the first layer arrives at 15, and then all is there.
        assertThat(twoLayers.standstill(new int[] {0, 1, 2}, OverlapTest::simple))
                .isEqualTo(5, TINY);
    }

    /** A slice of 6 s that is ready at 6 would keep the first layer, ready at 7 and needed at 8, until 13; it can wait itself. */
    @Test
    void waitsForWhatIsAboutToBeReadyAndUrgent() {
        Overlap urgent =
                new Overlap(List.of(new Slice(0, 0, 6), new Slice(1, 0, 1)), List.of(5.0, 0.0), List.of(6.0, 7.0), 8);
        assertThat(urgent.standstill(new int[] {0, 1}, OverlapTest::simple)).isEqualTo(5, TINY);
        assertThat(urgent.order(OverlapTest::simple)).containsExactly(1, 0);
        assertThat(urgent.standstill(new int[] {1, 0}, OverlapTest::simple)).isEqualTo(1, TINY);
    }

    @Test
    void whatIsNotReadyIsNotWaitedFor() {
        assertThat(twoLayers.order(bytes -> 0.5 * bytes)).containsExactly(0, 1, 2);
        assertThat(twoLayers.order(bytes -> 0)).containsExactly(0, 1, 2);
        assertThat(twoLayers.standstill(new int[] {0, 1, 2}, bytes -> 0)).isZero();
    }

    @Test
    void namesBucketsByNeed() {
        assertThat(Overlap.byNeed(List.of(5L, 1L, 5L, 0L))).containsExactly(3, 1, 0, 2);
    }

    /** Against time in ticks, in which every tick one byte is sent and the forward pass goes on if it can. */
    @RepeatedTest(30)
    void agreesWithASimulationInTicks(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int buckets = 1 + random.nextInt(5);
        int end = 40;
        List<Slice> slices = new ArrayList<>();
        List<Double> needed = new ArrayList<>();
        List<Double> ready = new ArrayList<>();
        for (int bucket = 0; bucket < buckets; bucket++) {
            slices.add(new Slice(bucket, 0, 1 + random.nextInt(12)));
            slices.add(new Slice(
                    bucket, slices.get(2 * bucket).end(), slices.get(2 * bucket).end() + 3));
            needed.add((double) random.nextInt(10));
            ready.add((double) (15 + random.nextInt(26)));
        }
        Overlap overlap = new Overlap(slices, needed, ready, end);
        int[] order = overlap.order(OverlapTest::simple);
        assertThat(order)
                .containsExactlyInAnyOrder(IntStream.range(0, slices.size()).toArray());
        assertThat(overlap.standstill(order, OverlapTest::simple)).isEqualTo(ticks(overlap, order), TINY);
        List<Integer> shuffled = new ArrayList<>(IntStream.of(order).boxed().toList());
        Collections.shuffle(shuffled, random);
        int[] other = shuffled.stream().mapToInt(Integer::intValue).toArray();
        assertThat(overlap.standstill(other, OverlapTest::simple)).isEqualTo(ticks(overlap, other), TINY);
    }

    /** A byte takes a second. */
    private static double simple(int bytes) {
        return bytes;
    }

    private static int ticks(Overlap overlap, int[] order) {
        List<Slice> slices = overlap.slices();
        int[] left = slices.stream().mapToInt(Slice::bytes).toArray();
        int sending = 0;
        int standstill = 0;
        int forward = 0; // how far the next forward pass has come
        for (int tick = 0; forward < 10; tick++) {
            if (tick >= overlap.end()) {
                boolean isHeldUp = false;
                for (int slice = 0; slice < slices.size(); slice++) {
                    int bucket = slices.get(slice).bucket();
                    isHeldUp |= left[slice] > 0 && overlap.needed().get(bucket) == forward;
                }
                standstill += isHeldUp ? 1 : 0;
                forward += isHeldUp ? 0 : 1;
            }
            if (sending < order.length
                    && overlap.ready().get(slices.get(order[sending]).bucket()) <= tick) {
                left[order[sending]]--;
                sending += left[order[sending]] == 0 ? 1 : 0;
            }
        }
        return standstill;
    }
}
