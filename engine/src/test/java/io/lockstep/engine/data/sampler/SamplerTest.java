package io.lockstep.engine.data.sampler;

import io.lockstep.engine.data.SampleOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class SamplerTest {
    private static final int[] SIZES = {0, 1, 2, 7, 53};

    @Test
    void ordersAreFunctionsOfSeedAndEpoch() {
        for (Sampler sampler : List.<Sampler>of(
                new RandomSampler(53, 4),
                new RandomSampler(53, true, 53, 4),
                new SubsetRandomSampler(SampleOrder.sequential(53).toArray(), 4),
                new WeightedRandomSampler(weights(53), 53, true, 4),
                new WeightedRandomSampler(weights(53), 40, false, 4),
                new DistributedSampler(106, 2, 1, 4),
                new HardExampleSampler(53, 4))) {
            assertThat(sampler.indices(3)).isEqualTo(sampler.indices(3)).hasSize(sampler.size());
            assertThat(sampler.indices(3)).isNotEqualTo(sampler.indices(4));
        }
        assertThat(new RandomSampler(53, 4).indices(3))
                .isEqualTo(SampleOrder.shuffled(4, 3, 53).toArray())
                .isNotEqualTo(new RandomSampler(53, 5).indices(3));
        assertThat(new SequentialSampler(3).indices(9)).containsExactly(0, 1, 2);
    }

    @Test
    void withoutReplacementPassesFollowEachOther() {
        for (int size : SIZES) {
            assertThat(sorted(new RandomSampler(size, 1).indices(0)))
                    .isEqualTo(SampleOrder.sequential(size).toArray());
        }
        int[] indices = new RandomSampler(7, false, 17, 1).indices(0);
        int[] second = Arrays.copyOfRange(indices, 7, 14);
        assertThat(sorted(Arrays.copyOf(indices, 7))).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(sorted(second)).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(second).isNotEqualTo(Arrays.copyOf(indices, 7));
        assertThat(Arrays.copyOfRange(indices, 14, 17)).doesNotHaveDuplicates();
        assertThat(sorted(new SubsetRandomSampler(new int[] {9, 4, 6}, 2).indices(0)))
                .containsExactly(4, 6, 9);
    }

    @Test
    void withReplacementAllAreEquallyLikely() {
        int[] counts = counts(new RandomSampler(4, true, 40_000, 1).indices(0), 4);
        for (int count : counts) {
            assertThat(count).isBetween(9_600, 10_400);
        }
    }

    @Test
    void weightsAreProportions() {
        double[] weights = {1, 0, 3, 6, 0};
        int[] counts = counts(new WeightedRandomSampler(weights, 50_000, true, 1).indices(0), 5);
        assertThat(counts[1] + counts[4]).isZero();
        assertThat(counts[0]).isBetween(4_700, 5_300);
        assertThat(counts[2]).isBetween(14_500, 15_500);
        // Without replacement: first 6/10; then, of the rest, by weight.
        int[] firsts = new int[5];
        int[] lasts = new int[5];
        for (int epoch = 0; epoch < 10_000; epoch++) {
            int[] order = new WeightedRandomSampler(weights, 3, false, 1).indices(epoch);
            assertThat(sorted(order.clone())).containsExactly(0, 2, 3);
            firsts[order[0]]++;
            lasts[order[2]]++;
        }
        assertThat(firsts[3]).isBetween(5_800, 6_200);
        assertThat(firsts[0]).isBetween(850, 1_150);
        // Index 3 comes last after 0, 2 (1/10 * 3/9) or 2, 0 (3/10 * 1/7).
        assertThat(lasts[3]).isBetween(660, 870);
        assertThatThrownBy(() -> new WeightedRandomSampler(weights, 4, false, 1))
                .hasMessageContaining("at most the 3 weights above 0, but got 4; draw fewer");
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[] {1, -1}, 1, true, 1))
                .hasMessageContaining("weight 1 is -1.0");
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[2], 1, true, 1))
                .hasMessageContaining("all 2 are 0");
    }

    /** PyTorch's own steps: pad by repeating the start, or cut, then take every numReplicas-th. */
    @Test
    void ranksShareAnEpochAsInPyTorch() {
        for (int size : SIZES) {
            for (int ranks : new int[] {1, 2, 3, 8, 60}) {
                for (boolean dropLast : new boolean[] {false, true}) {
                    int each = dropLast ? size / ranks : (size + ranks - 1) / ranks;
                    int[] order = SampleOrder.shuffled(5, 2, size).toArray();
                    for (int rank = 0; rank < ranks; rank++) {
                        int[] expected = new int[each];
                        for (int i = 0; i < each; i++) {
                            expected[i] = order[(rank + i * ranks) % size];
                        }
                        DistributedSampler sampler = new DistributedSampler(size, ranks, rank, true, 5, dropLast);
                        assertThat(sampler.size()).isEqualTo(each);
                        assertThat(sampler.indices(2)).isEqualTo(expected);
                    }
                }
            }
        }
        assertThat(new DistributedSampler(5, 2, 1, false, 0, false).indices(0)).containsExactly(1, 3, 0);
        assertThat(new DistributedSampler(5, 2, 1, false, 0, true).indices(0)).containsExactly(1, 3);
        assertThatThrownBy(() -> new DistributedSampler(5, 2, 2, 0)).hasMessageContaining("got rank 2 of 2");
    }

    @Test
    void batchesCutTheOrder() {
        assertThat(BatchSampler.of(new SequentialSampler(5), 2, false).batches(0))
                .isDeepEqualTo(new int[][] {{0, 1}, {2, 3}, {4}});
        BatchSampler full = BatchSampler.of(new SequentialSampler(5), 2, true);
        assertThat(full.batches(0)).isDeepEqualTo(new int[][] {{0, 1}, {2, 3}});
        assertThat(full.size()).isEqualTo(2);
        assertThatThrownBy(() -> BatchSampler.of(new SequentialSampler(5), 0, true))
                .hasMessageContaining("batchSize is 0");
    }

    @Test
    void balancedBatchesHoldAsManyClassesAsCanBe() {
        int[][] sizesOfClasses = {
            {1}, {10, 10, 10}, {100, 3, 1}, {5, 5, 5, 5, 5, 5, 5}, {40, 1, 1, 1, 1, 1, 1}, {0, 4, 9}
        };
        for (int[] sizes : sizesOfClasses) {
            for (int batchSize : new int[] {1, 2, 3, 7, 16}) {
                int[] labels = labels(sizes);
                ClassBalancedSampler sampler = new ClassBalancedSampler(labels, batchSize, false, 3);
                int[][] batches = sampler.batches(1);
                assertThat(batches).isDeepEqualTo(sampler.batches(1)).hasNumberOfRows(sampler.size());
                int meetings = 0;
                for (int[] batch : batches) {
                    assertThat(batch.length)
                            .isBetween(
                                    labels.length / batches.length,
                                    Math.min(batchSize, labels.length / batches.length + 1));
                    meetings += classes(batch, labels).size();
                }
                int most = Arrays.stream(sizes)
                        .map(size -> Math.min(size, batches.length))
                        .sum();
                assertThat(meetings).isEqualTo(most);
                assertThat(sorted(Arrays.stream(batches)
                                .flatMapToInt(Arrays::stream)
                                .toArray()))
                        .isEqualTo(SampleOrder.sequential(labels.length).toArray());
                for (int[] batch : new ClassBalancedSampler(labels, batchSize, true, 3).batches(1)) {
                    assertThat(batch).hasSize(batchSize).doesNotHaveDuplicates();
                }
            }
        }
        assertThatThrownBy(() -> new ClassBalancedSampler(new int[] {0, -1}, 2, false, 0))
                .hasMessageContaining("label 1 is -1");
    }

    @Test
    void hardExamplesComeMoreOftenAndOutliersNotMoreThanTheHardest() {
        int size = 100;
        HardExampleSampler sampler = new HardExampleSampler(size, 20_000, 1, 0.95, 0.1, 7);
        for (double probability : sampler.probabilities()) {
            assertThat(probability).isEqualTo(1.0 / size, Offset.offset(1e-12));
        }
        int[] indices = SampleOrder.sequential(size).toArray();
        double[] losses = new double[size];
        for (int i = 0; i < size; i++) {
            losses[i] = i < 50 ? 0.1 : 1;
        }
        losses[98] = 1e6;
        losses[99] = Double.POSITIVE_INFINITY;
        sampler.update(indices, losses);
        double[] probabilities = sampler.probabilities();
        assertThat(Arrays.stream(probabilities).sum()).isEqualTo(1, Offset.offset(1e-12));
        assertThat(probabilities[98]).isEqualTo(probabilities[60]);
        assertThat(probabilities[99]).isEqualTo(probabilities[60]);
        assertThat(probabilities[0]).isEqualTo(0.001 + 0.9 * 0.1 / 55, Offset.offset(1e-12));
        int[] counts = counts(sampler.indices(0), size);
        int easy = Arrays.stream(counts, 0, 50).sum();
        assertThat(easy / 20_000.0).isEqualTo(50 * probabilities[0], Offset.offset(0.015));
        assertThat(Arrays.stream(counts).min().orElseThrow()).isPositive();
    }

    @Test
    void lossesReportedInAnEpochChangeOtherEpochsOnly() {
        HardExampleSampler sampler = new HardExampleSampler(53, 4);
        HardExampleSampler resumed = new HardExampleSampler(53, 4);
        int[] third = sampler.indices(3);
        int[] fourth = new HardExampleSampler(53, 4).indices(4);
        sampler.update(third, weights(53));
        resumed.loadStateDict(sampler.stateDict());
        assertThat(sampler.indices(3)).isEqualTo(third);
        assertThat(resumed.indices(3)).isEqualTo(third);
        assertThat(sampler.indices(4)).isEqualTo(resumed.indices(4)).isNotEqualTo(fourth);
        assertThat(resumed.losses()).isEqualTo(sampler.losses());
        HardExampleSampler other = new HardExampleSampler(54, 4);
        assertThatThrownBy(() -> other.loadStateDict(sampler.stateDict()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of 54 examples needs as many losses");
    }

    @Test
    void examplesWithoutALossCountAsTheMean() {
        HardExampleSampler sampler = new HardExampleSampler(4, 4, 2, 1, 0, 7);
        sampler.update(new int[] {0, 1}, new double[] {1, 3});
        assertThat(sampler.probabilities())
                .containsExactly(new double[] {1 / 20.0, 9 / 20.0, 5 / 20.0, 5 / 20.0}, Offset.offset(1e-12));
        assertThat(sampler.losses()).containsExactly(1, 3, Double.NaN, Double.NaN);
        assertThatThrownBy(() -> sampler.update(new int[] {2}, new double[] {Double.NaN}))
                .hasMessageContaining("example 2 is NaN; has training diverged?");
        assertThatThrownBy(() -> sampler.update(new int[] {4}, new double[] {1}))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> sampler.update(new int[] {1}, new double[2]))
                .hasMessageContaining("1 indices and 2 losses");
    }

    private static Set<Integer> classes(int[] batch, int[] labels) {
        Set<Integer> classes = new HashSet<>();
        for (int sample : batch) {
            classes.add(labels[sample]);
        }
        return classes;
    }

    private static int[] labels(int[] sizes) {
        int[] labels = new int[Arrays.stream(sizes).sum()];
        int start = 0;
        for (int label = 0; label < sizes.length; label++) {
            Arrays.fill(labels, start, start + sizes[label], label);
            start += sizes[label];
        }
        return labels;
    }

    private static double[] weights(int size) {
        double[] weights = new double[size];
        for (int i = 0; i < size; i++) {
            weights[i] = i + 1;
        }
        return weights;
    }

    private static int[] counts(int[] indices, int size) {
        int[] counts = new int[size];
        for (int index : indices) {
            counts[index]++;
        }
        return counts;
    }

    private static int[] sorted(int[] indices) {
        Arrays.sort(indices);
        return indices;
    }
}
