package io.lockstep.engine.oracle.convolution;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.ops.BatchNorm;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.ops.LayerNorm;
import io.lockstep.engine.ops.Linear;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.convolution.Sides.Pair;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Normalisations and the other operations whose rules are kernels: gradients, and those of the gradients. */
final class NormalizationOracleTest {
    private static final double EPSILON = 1e-5;

    private final Sides sides = new Sides();
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void batchNormInTraining() {
        for (long[] x : shapes()) {
            long[] channels = {x[1]};
            sides.compareTwice("batchNorm", batchNorm(true, true), x, channels, channels);
            sides.compareTwice("batchNorm without parameters", batchNorm(true, false), x);
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(16 * shapes().size());
    }

    @Test
    void batchNormInEvaluation() {
        for (long[] x : shapes()) {
            long[] channels = {x[1]};
            sides.compareTwice("batchNorm in evaluation", batchNorm(false, true), x, channels, channels);
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(8 * shapes().size());
    }

    /** The running statistics are checked by what they normalise: they become those of the batch in part. */
    private Pair batchNorm(boolean training, boolean affine) {
        double[] means = random.doubles(32, -1, 1).toArray();
        double[] variances = random.doubles(32, 0.5, 2).toArray();
        return new Pair(
                t -> {
                    int channels = (int) t[0].size(1);
                    Tensor mean = t[0].device()
                            .tensor(Arrays.copyOf(means, channels), channels)
                            .to(t[0].dtype());
                    Tensor variance = t[0].device()
                            .tensor(Arrays.copyOf(variances, channels), channels)
                            .to(t[0].dtype());
                    Tensor scale = affine ? t[1] : null;
                    Tensor shift = affine ? t[2] : null;
                    if (!training) {
                        return BatchNorm.inference(t[0], scale, shift, mean, variance, EPSILON);
                    }
                    Tensor y = BatchNorm.training(t[0], scale, shift, mean, variance, 0.3, EPSILON);
                    assertMoved(t[0], mean, variance, means, variances);
                    return y;
                },
                t -> {
                    int channels = (int) t[0].size(1);
                    TensorOptional mean = optional(Arrays.copyOf(means, channels));
                    TensorOptional variance = optional(Arrays.copyOf(variances, channels));
                    TensorOptional scale = affine ? new TensorOptional(t[1]) : new TensorOptional();
                    TensorOptional shift = affine ? new TensorOptional(t[2]) : new TensorOptional();
                    return torch.batch_norm(t[0], scale, shift, mean, variance, training, 0.3, EPSILON, false);
                });
    }

    private static TensorOptional optional(double[] values) {
        return new TensorOptional(org.bytedeco.pytorch.Tensor.create(values, values.length));
    }

    private static void assertMoved(Tensor x, Tensor mean, Tensor variance, double[] means, double[] variances) {
        int channels = (int) x.size(1);
        var statistics = org.bytedeco.pytorch.Tensor.create(
                        x.detach().toDoubleArray(), x.shape().toArray())
                .transpose(0, 1)
                .reshape(channels, -1);
        for (int c = 0; c < channels; c++) {
            var values = statistics.select(0, c);
            assertThat(mean.toDoubleArray()[c])
                    .isCloseTo(0.7 * means[c] + 0.3 * values.mean().item_double(), within(1e-5));
            assertThat(variance.toDoubleArray()[c])
                    .isCloseTo(0.7 * variances[c] + 0.3 * values.var(true).item_double(), within(1e-5));
        }
    }

    private static List<long[]> shapes() {
        return List.of(
                new long[] {4, 3, 5, 6},
                new long[] {2, 16, 3, 3},
                new long[] {3, 1, 1, 2},
                new long[] {5, 7},
                new long[] {2, 4, 9},
                new long[] {2, 3, 2, 2, 3});
    }

    @Test
    void layerNorm() {
        int compared = 0;
        for (long[] x : List.of(
                new long[] {4, 10},
                new long[] {7},
                new long[] {2, 3, 5},
                new long[] {3, 1, 17},
                new long[] {2, 3, 4, 6},
                new long[] {0, 5},
                new long[] {5, 1})) {
            for (int dims = 1; dims <= Math.min(2, x.length); dims++) {
                long[] normalized = Arrays.copyOfRange(x, x.length - dims, x.length);
                sides.compareTwice(
                        "layerNorm " + Arrays.toString(x), layerNorm(normalized, true), x, normalized, normalized);
                sides.compareTwice("layerNorm without parameters", layerNorm(normalized, false), x);
                compared += 4;
            }
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(4 * compared);
    }

    private static Pair layerNorm(long[] normalized, boolean affine) {
        return new Pair(
                t -> LayerNorm.apply(t[0], Shape.of(normalized), affine ? t[1] : null, affine ? t[2] : null, EPSILON),
                t -> torch.layer_norm(
                        t[0],
                        normalized,
                        affine ? new TensorOptional(t[1]) : new TensorOptional(),
                        affine ? new TensorOptional(t[2]) : new TensorOptional(),
                        EPSILON,
                        false));
    }

    @Test
    void groupNorm() {
        int compared = 0;
        for (long[] x : List.of(
                new long[] {3, 6, 4, 5},
                new long[] {2, 6, 3},
                new long[] {4, 6},
                new long[] {1, 12, 2, 2, 2},
                new long[] {2, 6, 1, 7})) {
            for (long groups : new long[] {1, 2, 3, 6}) {
                Pair affine = groupNorm(groups, true);
                sides.compareTwice("groupNorm " + groups, affine, x, new long[] {x[1]}, new long[] {x[1]});
                sides.compareTwice("groupNorm without parameters", groupNorm(groups, false), x);
                compared += 4;
            }
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(4 * compared);
    }

    private static Pair groupNorm(long groups, boolean affine) {
        return new Pair(
                t -> LayerNorm.groups(t[0], groups, affine ? t[1] : null, affine ? t[2] : null, EPSILON),
                t -> torch.group_norm(
                        t[0],
                        groups,
                        affine ? new TensorOptional(t[1]) : new TensorOptional(),
                        affine ? new TensorOptional(t[2]) : new TensorOptional(),
                        EPSILON,
                        false));
    }

    @Test
    void gradientsOfGradientsOfOtherKernels() {
        int compared = 0;
        for (long n : new long[] {1, 3, 8}) {
            for (double smoothing : new double[] {0, 0.1}) {
                sides.compareTwice("crossEntropy", crossEntropy(n, smoothing), new long[] {n, 5});
                compared += 2;
            }
            Pair linear = new Pair(
                    t -> Linear.apply(t[0], t[1], t[2]), t -> torch.linear(t[0], t[1], new TensorOptional(t[2])));
            sides.compareTwice("linear", linear, new long[] {n, 4}, new long[] {3, 4}, new long[] {3});
            Pair matmul = new Pair(t -> t[0].matmul(t[1]), t -> torch.matmul(t[0], t[1]));
            sides.compareTwice("matmul", matmul, new long[] {n, 4}, new long[] {4, 2});
            sides.compareTwice("relu", new Pair(t -> t[0].relu(), t -> torch.relu(t[0])), new long[] {n, 9});
            sides.compareTwice("sum", new Pair(t -> t[0].sum(), t -> t[0].sum()), new long[] {n, 9});
            compared += 8;
        }
        assertThat(OracleCases.counted("E10", sides.cases())).isEqualTo(4 * compared);
    }

    private static Pair crossEntropy(long n, double smoothing) {
        List<Long> labels = new ArrayList<>();
        for (long i = 0; i < n; i++) {
            labels.add(i * 3 % 5);
        }
        long[] classes = labels.stream().mapToLong(Long::longValue).toArray();
        return new Pair(
                t -> CrossEntropy.apply(t[0], t[0].device().tensor(classes, n), smoothing),
                t -> torch.cross_entropy_loss(
                        t[0],
                        org.bytedeco.pytorch.Tensor.create(classes, n),
                        new TensorOptional(),
                        0,
                        -100,
                        smoothing));
    }
}
