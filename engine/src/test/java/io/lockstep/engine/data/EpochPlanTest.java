package io.lockstep.engine.data;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class EpochPlanTest {
    @Property(tries = 300)
    void shuffledOrderIsAPermutation(
            @ForAll long seed, @ForAll @IntRange(max = 1000) int epoch, @ForAll @IntRange(max = 500) int size) {
        SampleOrder order = SampleOrder.shuffled(seed, epoch, size);
        int[] samples = new int[size];
        order.copy(0, size, samples);
        Arrays.sort(samples);
        for (int i = 0; i < size; i++) {
            assertThat(samples[i]).isEqualTo(i);
        }
    }

    /** Reading all ranks of all steps, in order, gives the order back: it cannot depend on the world size. */
    @Property(tries = 500)
    void ranksPartitionTheEpochInTheGlobalOrder(
            @ForAll long seed,
            @ForAll @IntRange(max = 200) int size,
            @ForAll @IntRange(min = 1, max = 9) int worldSize,
            @ForAll @IntRange(min = 1, max = 20) int batchSize) {
        SampleOrder order = SampleOrder.shuffled(seed, 1, size);
        EpochPlan plan = new EpochPlan(order, worldSize, batchSize);
        assertReads(plan, order, 0);
    }

    @Property(tries = 500)
    void anotherNumberOfWorkersCanGoOnWithTheRest(
            @ForAll @IntRange(max = 200) int size,
            @ForAll @IntRange(min = 1, max = 5) int firstWorldSize,
            @ForAll @IntRange(min = 1, max = 5) int secondWorldSize,
            @ForAll @IntRange(min = 1, max = 20) int batchSize,
            @ForAll @IntRange(max = 10) int stepsBefore) {
        SampleOrder order = SampleOrder.shuffled(3, 0, size);
        EpochPlan first = new EpochPlan(order, firstWorldSize, batchSize);
        int seen = first.position(Math.min(stepsBefore, first.steps()));
        assertReads(new EpochPlan(order, seen, secondWorldSize, batchSize), order, seen);
    }

    @Property(tries = 300)
    void noRankOfAStepHasTwoSamplesMoreThanAnother(
            @ForAll @IntRange(min = 1, max = 200) int size,
            @ForAll @IntRange(min = 1, max = 9) int worldSize,
            @ForAll @IntRange(min = 1, max = 20) int batchSize) {
        EpochPlan plan = new EpochPlan(SampleOrder.sequential(size), worldSize, batchSize);
        for (int step = 0; step < plan.steps(); step++) {
            int most = plan.localBatchSize(step, 0);
            int least = plan.localBatchSize(step, worldSize - 1);
            assertThat(most - least).isBetween(0, 1);
            assertThat(most).isLessThanOrEqualTo(batchSize);
            if (step < plan.steps() - 1) {
                assertThat(least).isEqualTo(batchSize);
            }
        }
    }

    @Example
    void splitsTheLastStepEvenly() {
        EpochPlan plan = new EpochPlan(SampleOrder.sequential(14), 4, 2);
        assertThat(plan.steps()).isEqualTo(2);
        assertThat(plan.samples(0, 3)).containsExactly(6, 7);
        assertThat(plan.globalBatchSize(1)).isEqualTo(6);
        assertThat(plan.samples(1, 1)).containsExactly(10, 11);
        assertThat(plan.samples(1, 3)).containsExactly(13);
        assertThat(plan.positionInGlobalBatch(1, 3)).isEqualTo(5);
    }

    @Example
    void anEmptyDataSetHasNoSteps() {
        assertThat(new EpochPlan(SampleOrder.sequential(0), 2, 4).steps()).isZero();
    }

    @Example
    void seedsAndEpochsDiffer() {
        assertThat(first10(1, 0))
                .isNotEqualTo(first10(1, 1))
                .isNotEqualTo(first10(2, 0))
                .isEqualTo(first10(1, 0));
    }

    /** Resuming a run counts on the order never changing. Values of a separate implementation in Python. */
    @Example
    void theOrderOfASeedIsFixed() {
        int[] order = new int[10];
        SampleOrder.shuffled(42, 3, 10).copy(0, 10, order);
        assertThat(order).containsExactly(9, 1, 4, 5, 3, 8, 0, 2, 6, 7);
        int[] start = new int[5];
        SampleOrder.shuffled(42, 3, 1000).copy(0, 5, start);
        assertThat(start).containsExactly(520, 907, 247, 394, 848);
    }

    /** Each of the 24 orders of 4 samples about 500 times: chi-square of 23 degrees of freedom, p = 1e-6 at 71. */
    @Example
    void everyOrderIsEquallyLikely() {
        int epochs = 12_000;
        int[] counts = new int[256];
        int[] order = new int[4];
        for (int epoch = 0; epoch < epochs; epoch++) {
            SampleOrder.shuffled(5, epoch, 4).copy(0, 4, order);
            counts[order[0] | order[1] << 2 | order[2] << 4 | order[3] << 6]++;
        }
        double expected = epochs / 24.0;
        double chiSquare = 0;
        int orders = 0;
        for (int count : counts) {
            if (count > 0) {
                chiSquare += (count - expected) * (count - expected) / expected;
                orders++;
            }
        }
        assertThat(orders).isEqualTo(24);
        assertThat(chiSquare).isLessThan(71);
    }

    @Example
    void refusesWhatIsNotInThePlan() {
        EpochPlan plan = new EpochPlan(SampleOrder.sequential(10), 2, 2);
        assertThatThrownBy(() -> plan.samples(4, 0)).hasMessage("step 4 is not in an epoch of 3 steps");
        assertThatThrownBy(() -> plan.samples(0, 2)).hasMessage("rank 2 is not among 2 workers");
        assertThatThrownBy(() -> new EpochPlan(SampleOrder.sequential(10), 11, 2, 2))
                .hasMessageContaining("cannot go on at position 11");
    }

    private static void assertReads(EpochPlan plan, SampleOrder order, int firstPosition) {
        int position = firstPosition;
        for (int step = 0; step < plan.steps(); step++) {
            assertThat(plan.position(step)).isEqualTo(position);
            int start = position;
            for (int rank = 0; rank < plan.worldSize(); rank++) {
                assertThat(plan.positionInGlobalBatch(step, rank)).isEqualTo(position - start);
                for (int sample : plan.samples(step, rank)) {
                    assertThat(sample).isEqualTo(order.sample(position++));
                }
            }
            assertThat(plan.globalBatchSize(step)).isEqualTo(position - start);
        }
        assertThat(position).isEqualTo(order.size());
    }

    private static int[] first10(long seed, long epoch) {
        int[] samples = new int[10];
        SampleOrder.shuffled(seed, epoch, 1000).copy(0, 10, samples);
        return samples;
    }
}
