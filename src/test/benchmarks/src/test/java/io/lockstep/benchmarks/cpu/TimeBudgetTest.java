package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Network;
import io.lockstep.benchmarks.task.Precision;
import io.lockstep.benchmarks.task.Task;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class TimeBudgetTest {
    private static final Duration FOUR_MINUTES = Duration.ofMinutes(4);

    private final List<Task> tasks = Arrays.stream(Network.values())
            .map(network -> new Task(network, Mode.TRAINING, Precision.FLOAT32, 2))
            .toList();
    private long now = 17;

    @Test
    void aQuickRunThatUsesAllItsTimeIsDoneInFourMinutes() {
        TimeBudget budget = new TimeBudget(true, tasks, () -> now);
        long start = now;
        for (Task task : tasks) {
            long deadline = budget.deadline(task);

            assertThat(deadline).isGreaterThan(now);
            now = deadline;
        }
        assertThat(now - start).isLessThan(FOUR_MINUTES.toNanos());
    }

    @Test
    void whatARowDoesNotUseIsTheNextOnes() {
        TimeBudget slow = new TimeBudget(true, tasks, () -> now);
        TimeBudget fast = new TimeBudget(true, tasks, () -> now);
        long slowFirst = slow.deadline(tasks.get(0));
        fast.deadline(tasks.get(0));

        long fastSecond = fast.deadline(tasks.get(1)) - now;
        now = slowFirst;
        long slowSecond = slow.deadline(tasks.get(1)) - now;

        assertThat(fastSecond).isGreaterThan(slowSecond);
    }

    @Test
    void aRowThatIsTooLateIsNotMeasured() {
        TimeBudget budget = new TimeBudget(true, tasks, () -> now);
        now += FOUR_MINUTES.toNanos();

        assertThatThrownBy(() -> budget.deadline(tasks.get(0)))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContainingAll("quick", "--models");
    }

    @Test
    void inAFullRunEachRowHasItsOwnBound() {
        TimeBudget budget = new TimeBudget(false, tasks, () -> now);
        now += Duration.ofHours(1).toNanos();

        assertThat(budget.deadline(tasks.get(0)) - now).isGreaterThan(FOUR_MINUTES.toNanos());
    }
}
