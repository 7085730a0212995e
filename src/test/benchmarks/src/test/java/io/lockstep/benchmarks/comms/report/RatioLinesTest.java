package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.comms.entrant.Family;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class RatioLinesTest {
    @Test
    void lockstepIsComparedWithTheFastestOfEachFamilyAndStandsLast() {
        assertThat(RatioLines.of(CommsResults.report().rows()))
                .containsExactly(
                        "lockstep-small ratios: gloo-25m-2 1.00, gloo-1m-4 1.00, mpi-25m-2 0.25, mpi-1m-4 0.25",
                        "ratios: gloo-25m-2 2.00, gloo-1m-4 2.00, mpi-25m-2 0.50, mpi-1m-4 0.50");
    }

    @Test
    void withoutPeersThereIsNothingToCompare() {
        List<Score> scores = List.of(
                CommsResults.score("lockstep", Family.LOCKSTEP, 1),
                CommsResults.score("lockstep-small", Family.LOCKSTEP, 2));

        assertThat(RatioLines.of(List.of(new Row(2, 4, scores, List.of())))).containsExactly("ratios:");
    }

    @Test
    void whoFailedIsMissing() {
        Row row = new Row(2, 4, List.of(CommsResults.score("gloo", Family.GLOO, 1)), List.of());

        assertThat(RatioLines.of(List.of(row))).containsExactly("ratios:");
    }
}
