package io.lockstep.worker.training;

import io.lockstep.worker.measurement.ComputeTimes;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class StepClockTest {
    private static final long MILLI = 1_000_000;

    @Test
    void partsOfAStepAddUpToIt() {
        StepClock clock = new StepClock(2, 3);
        for (int step = 0; step < 4; step++) { // more than there is room for
            step(clock, 0);
        }
        assertThat(clock.steps()).hasSize(2).allSatisfy(step -> {
            assertThat(step.restNanos()).isNotNegative();
            assertThat(step.computeNanos() + step.dataNanos() + step.blockedNanos() + step.restNanos())
                    .isEqualTo(step.nanos());
            assertThat(step.ownNanos()).isEqualTo(step.nanos() - step.blockedNanos());
        });
        ComputeTimes compute = clock.compute();
        assertThat(compute.readyNanos()).hasSize(3).isSorted();
        assertThat(compute.neededNanos().get(2))
                .isLessThan(compute.neededNanos().get(0));
        assertThat(compute.neededNanos().get(0)).isLessThan(compute.readyNanos().get(0));
        assertThat(compute.nanos()).isGreaterThanOrEqualTo(compute.readyNanos().get(2));
    }

    @Test
    void waitingIsNoPartOfComputing() {
        StepClock clock = new StepClock(3, 3);
        step(clock, 0);
        step(clock, 0);
        long unblocked = clock.compute().nanos();
        clock.clear();
        for (int step = 0; step < 3; step++) {
            step(clock, 20 * MILLI);
        }
        assertThat(clock.steps()).hasSize(3).allSatisfy(step -> {
            assertThat(step.blockedNanos()).isGreaterThanOrEqualTo(20 * MILLI);
            assertThat(step.ownNanos()).isEqualTo(step.nanos() - step.blockedNanos());
        });
        assertThat(clock.compute().nanos()).isLessThan(unblocked + 20 * MILLI);
        assertThat(clock.blockedNanos()).isGreaterThanOrEqualTo(60 * MILLI);
    }

    /** The first step has no parameters to update, and who settles them elsewhere leaves none either. */
    @Test
    void aStepWithoutUpdatesTellsNoCourse() {
        StepClock clock = new StepClock(0, 3);
        clock.begun();
        clock.updated();
        clock.needed(0);
        clock.needed(1);
        clock.needed(2);
        backward(clock);
        assertThat(clock.courses().isEmpty()).isTrue();
        step(clock, 0);
        assertThat(clock.courses().isEmpty()).isFalse();
        assertThat(clock.steps()).isEmpty();
    }

    private static void step(StepClock clock, long blocked) {
        clock.loading();
        clock.loaded();
        clock.begun();
        for (int bucket : List.of(2, 1, 0)) {
            spin(1000);
            clock.needed(bucket);
        }
        clock.waiting();
        spin(blocked);
        assertThat(clock.arrived()).isGreaterThanOrEqualTo(blocked);
        clock.updated();
        backward(clock);
    }

    private static void backward(StepClock clock) {
        for (int bucket = 0; bucket < 3; bucket++) {
            spin(1000);
            clock.ready(bucket);
        }
        clock.submitted();
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
