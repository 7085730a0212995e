package io.lockstep.driver.scaling;

import io.lockstep.worker.overlap.Slice;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class CommunicationLaneTest {
    private static final Offset<Double> TINY = Offset.offset(1e-9);
    /** A byte takes a microsecond, and nothing else takes any time. */
    private static final Network SIMPLE = new Network(0, 1e6);

    private final CommunicationLane lane = new CommunicationLane(
            List.of(new Slice(0, 0, 3_000_000), new Slice(1, 0, 1_000_000), new Slice(2, 0, 2_000_000)),
            List.of(0.3, 0.2, 0.1),
            List.of(0.4, 0.6, 1.0));

    /** By hand: ready at 4, 6 and 10 s; they take 3, 1 and 2 s; needed 3, 2 and 1 s after the next step has begun, at 10. */
    @Test
    void slicesGoOneAfterTheOtherUntilTheNextStepNeedsThem() {
        // They arrive at 7, 8 and 12 s: the last one is 1 s late.
        assertThat(lane.step(10, SIMPLE, 2)).isEqualTo(11, TINY);
        assertThat(lane.busy(SIMPLE, 2)).isEqualTo(6, TINY);
        assertThat(lane.bytes()).isEqualTo(6_000_000);
        // On four the first takes 4.5, the second 1.5 until 10, the third 3: it is 2 s late.
        assertThat(lane.step(10, SIMPLE, 4)).isEqualTo(12, TINY);
        // At 102 s nobody has needed it yet.
        assertThat(lane.step(100, SIMPLE, 2)).isEqualTo(100, TINY);
        assertThat(lane.step(10, SIMPLE, 1)).isEqualTo(10, TINY);
    }
}
