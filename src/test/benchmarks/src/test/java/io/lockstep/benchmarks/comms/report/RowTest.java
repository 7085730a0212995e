package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.comms.entrant.Family;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

final class RowTest {
    private static final Score SCORE = CommsResults.score("lockstep", Family.LOCKSTEP, 30, 10, 20);

    @Test
    void theMedianIsThatOfTheTurns() {
        assertThat(SCORE.median()).isEqualTo(0.020);
        assertThat(SCORE.medians()).containsExactly(0.010, 0.020, 0.030);
        assertThat(SCORE.operations()).isEqualTo(9);
        // Of 8, 10, 16, 20, 20, 24, 30, 40 and 60 ms.
        assertThat(SCORE.p10()).isCloseTo(0.0096, within(1e-9));
        assertThat(SCORE.p90()).isCloseTo(0.044, within(1e-9));
    }

    @Test
    void bandwidthsFollowFromTheMedian() {
        Row row = new Row(4, 1000, List.of(SCORE), List.of());

        assertThat(row.algorithmBandwidth(SCORE)).isCloseTo(50_000, within(1e-6));
        assertThat(row.busBandwidth(SCORE)).isCloseTo(75_000, within(1e-6));
        assertThat(row.shareOfLink(SCORE)).isEmpty();
    }

    @Test
    void theShareOfTheLinkIsThatOfTheMedianGoodput() {
        Row row = new Row(4, 1000, List.of(SCORE), List.of(150_000.0, 1.0, 100_000.0));

        assertThat(row.shareOfLink(SCORE).orElseThrow()).isCloseTo(0.75, within(1e-9));
    }
}
