package io.lockstep.driver.scaling;

import io.lockstep.worker.measurement.Measured;
import io.lockstep.worker.measurement.StepTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class BreakdownTest {
    private static final Offset<Double> TINY = Offset.offset(1e-9);

    /** By hand: rank 0 has work for 14 ms, rank 1 for 24; both take 30. */
    @Test
    void waitingForTheSlowestIsNoCommunication() {
        Measured fast = Runs.rank("a", List.of(Runs.step(11, 16)), 0, List.of());
        Measured slow = Runs.rank("b", List.of(Runs.step(21, 6)), 0, List.of());
        Breakdown step = Breakdown.of(List.of(fast, slow));
        assertThat(step.step()).isEqualTo(0.030, TINY);
        assertThat(step.data()).isEqualTo(0.002, TINY);
        assertThat(step.compute()).isEqualTo(0.016, TINY); // the mean of 11 and 21
        assertThat(step.waiting()).isEqualTo(0.005, TINY); // of 10 and 0
        assertThat(step.communication()).isEqualTo(0.006, TINY);
        assertThat(step.rest()).isEqualTo(0.001, TINY);
    }

    /** A rank can be released before the slowest one's clock says so: no part becomes negative. */
    @Test
    void whoIsReleasedEarlyWaitedAtMostAsLongAsHeWasBlocked() {
        Measured fast = Runs.rank("a", List.of(Runs.step(11, 3)), 0, List.of());
        Measured slow = Runs.rank("b", List.of(Runs.step(21, 0)), 0, List.of());
        Breakdown step = Breakdown.of(List.of(fast, slow));
        assertThat(step.waiting()).isEqualTo(0.0015, TINY);
        assertThat(step.communication()).isZero();
    }

    @RepeatedTest(20)
    void sharesAddUpToOneAndLossesToWhatEfficiencyLacks(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Breakdown alone = Breakdown.of(ranks(random, 1));
        Breakdown together = Breakdown.of(ranks(random, 1 + random.nextInt(8)));
        double idealShare = random.nextDouble();
        double shares = 0;
        double lost = 0;
        for (Category category : Category.values()) {
            assertThat(together.of(category)).as(category.label()).isNotNegative();
            shares += together.share(category);
            lost += together.lost(category, alone, idealShare);
        }
        assertThat(shares).isEqualTo(1, TINY);
        double efficiency = idealShare * alone.step() / together.step();
        assertThat(lost + efficiency).isEqualTo(1, TINY);
    }

    private static List<Measured> ranks(Random random, int workers) {
        List<Measured> ranks = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            List<StepTime> steps = new ArrayList<>();
            for (int step = 0; step < 5; step++) {
                steps.add(Runs.step(1 + random.nextInt(100), workers == 1 ? 0 : random.nextInt(50)));
            }
            ranks.add(Runs.rank("host", steps, 0, List.of()));
        }
        return ranks;
    }
}
