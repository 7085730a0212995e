package io.lockstep.worker.training;

import io.lockstep.worker.measurement.StepTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class StepClockTest {
    @Test
    void partsOfAStepAddUpToIt() {
        StepClock clock = new StepClock(2, 3);
        for (int step = 0; step < 3; step++) { // one more than there is room for
            step(clock);
        }
        assertThat(clock.steps()).hasSize(2).allSatisfy(step -> {
            assertThat(step.restNanos()).isNotNegative();
            assertThat(step.computeNanos() + step.dataNanos() + step.blockedNanos() + step.restNanos())
                    .isEqualTo(step.nanos());
            assertThat(step.arrivalNanos()).isEqualTo(step.nanos() - step.blockedNanos());
        });
        assertThat(clock.compute().readyNanos()).hasSize(3).isSorted();
        assertThat(clock.compute().gradientNanos())
                .isGreaterThanOrEqualTo(clock.compute().readyNanos().get(2));
    }

    @Test
    void theOptimizersTimeBelongsToTheNextStep() {
        StepClock clock = new StepClock(3, 3);
        step(clock);
        clock.clear();
        spin(2_000_000);
        clock.updated();
        step(clock);
        StepTime second = clock.steps().get(0);
        assertThat(clock.steps()).hasSize(1);
        assertThat(second.optimizerNanos()).isGreaterThanOrEqualTo(2_000_000);
        assertThat(second.nanos()).isGreaterThan(second.optimizerNanos());
    }

    @Test
    void withoutRoomItRecordsNothing() {
        StepClock clock = StepClock.withoutSteps();
        step(clock);
        assertThat(clock.steps()).isEmpty();
    }

    @Test
    void addsUpTheWaitingOfAllSteps() {
        StepClock clock = StepClock.withoutSteps();
        assertThat(clock.blockedNanos()).isZero();
        for (int step = 1; step <= 2; step++) {
            clock.submitted();
            spin(1_000_000);
            clock.released();
            assertThat(clock.blockedNanos()).isGreaterThanOrEqualTo(step * 1_000_000L);
        }
    }

    private static void step(StepClock clock) {
        clock.loading();
        clock.loaded();
        clock.begun();
        for (int bucket = 0; bucket < 3; bucket++) {
            spin(1000);
            clock.ready(bucket);
        }
        clock.submitted();
        clock.released();
        clock.updated();
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
