package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.protocol.Window;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

final class TimingTest {
    private static final double EPSILON = 1e-12;

    @Test
    void medianAndSpreadAreThoseOfAStep() {
        Timing timing = Timing.of(IntStream.rangeClosed(1, 11)
                .mapToObj(i -> calm(i * 100_000_000L))
                .toList());

        assertThat(timing.median()).isCloseTo(0.15, within(EPSILON));
        assertThat(timing.p10()).isCloseTo(0.05, within(EPSILON));
        assertThat(timing.p90()).isCloseTo(0.25, within(EPSILON));
        assertThat(timing.windows()).isEqualTo(11);
        assertThat(timing.leftOut()).isZero();
        assertThat(timing.steps()).isEqualTo(4);
    }

    @Test
    void percentilesLieBetweenNeighbours() {
        double[] sorted = {1, 2, 4, 8};

        assertThat(Percentiles.of(sorted, 0)).isEqualTo(1);
        assertThat(Percentiles.of(sorted, 0.5)).isEqualTo(3);
        assertThat(Percentiles.of(sorted, 0.9)).isCloseTo(6.8, within(EPSILON));
        assertThat(Percentiles.of(sorted, 1)).isEqualTo(8);
        assertThat(Percentiles.of(new double[] {5}, 0.9)).isEqualTo(5);
    }

    @Test
    void disturbedWindowsAreLeftOut() {
        Timing timing = Timing.of(List.of(
                calm(400_000_000),
                disturbed(9_000_000_000L, 1.5),
                calm(800_000_000),
                disturbed(9_000_000_000L, 0.11),
                calm(1_200_000_000)));

        assertThat(timing.median()).isCloseTo(0.2, within(EPSILON));
        assertThat(timing.windows()).isEqualTo(3);
        assertThat(timing.leftOut()).isEqualTo(2);
        assertThat(timing.disturbed()).isZero();
    }

    @Test
    void atLeastTheCalmerHalfCounts() {
        Timing timing = Timing.of(List.of(
                disturbed(4_000_000_000L, 0.9),
                disturbed(400_000_000, 0.2),
                disturbed(4_000_000_000L, 0.8),
                calm(800_000_000),
                disturbed(1_200_000_000, 0.3)));

        assertThat(timing.median()).isCloseTo(0.2, within(EPSILON));
        assertThat(timing.windows()).isEqualTo(3);
        assertThat(timing.leftOut()).isEqualTo(2);
        assertThat(timing.disturbed()).isEqualTo(2);
    }

    @Test
    void aTenthIsNoDisturbance() {
        assertThat(Timing.of(List.of(disturbed(1_000_000_000, 0.1))).disturbed())
                .isZero();
    }

    private static Window calm(long nanos) {
        return new Window(4, nanos, 0);
    }

    private static Window disturbed(long nanos, double share) {
        return new Window(4, nanos, Math.round(nanos * share));
    }
}
