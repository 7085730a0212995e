package io.lockstep.driver.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class CommunicationLaneTest {
    private static final Offset<Double> TINY = Offset.offset(1e-9);
    /** A byte takes a microsecond, and nothing else takes any time. */
    private static final Network SIMPLE = new Network(0, 1e6);

    /** By hand: ready at 4, 6 and 10 s; they take 3, 1 and 2 s. */
    @Test
    void bucketsGoOneAfterTheOther() {
        CommunicationLane lane =
                new CommunicationLane(List.of(3_000_000L, 1_000_000L, 2_000_000L), List.of(0.4, 0.6, 1.0));
        assertThat(lane.end(10, SIMPLE, 2)).isEqualTo(12, TINY);
        assertThat(lane.busy(SIMPLE, 2)).isEqualTo(6, TINY);
        // On four the first takes 4.5, the second 1.5 until 10, the third 3.
        assertThat(lane.end(10, SIMPLE, 4)).isEqualTo(13, TINY);
        // All is over before the last bucket: it alone is exposed.
        assertThat(lane.end(100, SIMPLE, 2)).isEqualTo(102, TINY);
        assertThat(lane.end(10, SIMPLE, 1)).isEqualTo(10, TINY);
    }

    /** Against time in small ticks, in which the lane works on the first bucket that is ready and not yet done. */
    @RepeatedTest(20)
    void agreesWithASimulationInTicks(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Long> bytes = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        int buckets = 1 + random.nextInt(6);
        for (int bucket = 0; bucket < buckets; bucket++) {
            bytes.add(1 + random.nextLong(300));
            shares.add((bucket + 1.0) / buckets);
        }
        int last = buckets * (1 + random.nextInt(200)); // ticks of a microsecond
        double end = new CommunicationLane(bytes, shares).end(last * 1e-6, SIMPLE, 2);
        assertThat(end).isEqualTo(ticks(bytes, shares, last) * 1e-6, TINY);
    }

    private static long ticks(List<Long> bytes, List<Double> shares, int last) {
        long tick = 0;
        int bucket = 0;
        long left = bytes.get(0);
        while (bucket < bytes.size()) {
            if (tick >= Math.round(shares.get(bucket) * last)) {
                left--;
            }
            tick++;
            if (left == 0) {
                bucket++;
                left = bucket < bytes.size() ? bytes.get(bucket) : 0;
            }
        }
        return tick;
    }
}
