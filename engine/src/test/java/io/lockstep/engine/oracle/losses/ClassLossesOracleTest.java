package io.lockstep.engine.oracle.losses;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.nn.loss.LossReduction;
import io.lockstep.engine.nn.loss.NLLLoss;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.linalg.BothSides;
import io.lockstep.engine.oracle.linalg.HostTensor;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Cross entropy and negative log-likelihood beside libtorch, over classes of samples, images, and one sample alone. */
final class ClassLossesOracleTest {
    private static final long SEED = 74;
    private static final DType[] TYPES = {DType.FLOAT64, DType.FLOAT32};
    private static final long[][] SHAPES = {{5}, {1}, {4, 5}, {1, 1}, {3, 4, 2}, {2, 3, 2, 3}, {0, 3}};
    private static final double[] SMOOTHING = {0, 0.1, 1};

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn"})
    void classIndices(String backend) {
        try (BothSides sides = new BothSides(Backends.open("cpu", backend))) {
            for (DType dtype : TYPES) {
                for (LossReduction reduction : LossReduction.values()) {
                    for (long[] shape : SHAPES) {
                        for (long ignore : new long[] {-100, 0}) {
                            for (boolean weighted : new boolean[] {false, true}) {
                                indices(sides, dtype, reduction, shape, ignore, weighted);
                            }
                        }
                    }
                }
            }
            int cases = TYPES.length * LossReduction.values().length * SHAPES.length * 2 * 2;
            assertThat(OracleCases.counted("E10", sides.compared())).isEqualTo(cases * (1 + SMOOTHING.length));
        }
    }

    private void indices(
            BothSides sides, DType dtype, LossReduction reduction, long[] shape, long ignore, boolean weighted) {
        long code = LossesOracleTest.code(reduction);
        // libtorch's nll_loss2d has gradients of contiguous inputs only.
        HostTensor input = HostTensor.random(random, dtype, shape).contiguous();
        HostTensor target = targets(shape, ignore);
        long classes = shape[shape.length == 1 ? 0 : 1];
        HostTensor weight = HostTensor.of(dtype, random.doubles(classes, 0.1, 2).toArray(), classes)
                .constant();
        compare(
                sides,
                "nll ignoring " + ignore + " weighted " + weighted,
                x -> new NLLLoss(weighted ? x[2] : null, ignore, reduction).forward(x[0], x[1]),
                x -> torch.nll_loss_nd(x[0], x[1], optional(weighted, x[2]), code, ignore),
                input,
                target,
                weight);
        for (double smoothing : SMOOTHING) {
            compare(
                    sides,
                    "cross entropy ignoring " + ignore + " weighted " + weighted + " smoothed " + smoothing,
                    x -> new CrossEntropyLoss(weighted ? x[2] : null, ignore, smoothing, reduction).forward(x[0], x[1]),
                    x -> torch.cross_entropy_loss(x[0], x[1], optional(weighted, x[2]), code, ignore, smoothing),
                    input,
                    target,
                    weight);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn"})
    void classProbabilities(String backend) {
        try (BothSides sides = new BothSides(Backends.open("cpu", backend))) {
            for (DType dtype : TYPES) {
                for (LossReduction reduction : LossReduction.values()) {
                    for (long[] shape : SHAPES) {
                        for (boolean weighted : new boolean[] {false, true}) {
                            for (double smoothing : SMOOTHING) {
                                probabilities(sides, dtype, reduction, shape, weighted, smoothing);
                            }
                        }
                    }
                }
            }
            int cases = TYPES.length * LossReduction.values().length * SHAPES.length * 2;
            assertThat(OracleCases.counted("E10", sides.compared())).isEqualTo(cases * SMOOTHING.length);
        }
    }

    private void probabilities(
            BothSides sides, DType dtype, LossReduction reduction, long[] shape, boolean weighted, double smoothing) {
        long code = LossesOracleTest.code(reduction);
        HostTensor target = HostTensor.random(random, dtype, shape);
        Arrays.setAll(target.values(), i -> random.nextDouble());
        long classes = shape[shape.length == 1 ? 0 : 1];
        compare(
                sides,
                "cross entropy with probabilities, weighted " + weighted + " smoothed " + smoothing,
                x -> new CrossEntropyLoss(weighted ? x[2] : null, -100, smoothing, reduction).forward(x[0], x[1]),
                x -> torch.cross_entropy_loss(x[0], x[1], optional(weighted, x[2]), code, -100, smoothing),
                HostTensor.random(random, dtype, shape),
                target,
                HostTensor.of(dtype, random.doubles(classes, 0.1, 2).toArray(), classes)
                        .constant());
    }

    @Test
    void wrongTargetsAreNamed() {
        try (Device device = new Device(Backends.open("cpu", "reference"))) {
            Tensor input = device.ones(2, 3);
            CrossEntropyLoss loss = new CrossEntropyLoss();
            assertThatThrownBy(() -> loss.forward(input, device.tensor(new long[] {0, 3}, 2)))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("3 classes got target 3");
            assertThatThrownBy(() -> loss.forward(input, device.tensor(new long[] {0, 1, 2}, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[N, C, ..]");
            assertThatThrownBy(() -> loss.forward(input, device.tensor(new float[] {0, 1}, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("int64");
            assertThatThrownBy(() -> new CrossEntropyLoss(2)).hasMessageContaining("from 0 to 1");
        }
    }

    private interface EngineLoss {
        Tensor apply(Tensor... arguments);
    }

    private interface TorchLoss {
        org.bytedeco.pytorch.Tensor apply(org.bytedeco.pytorch.Tensor... arguments);
    }

    private static void compare(
            BothSides sides, String what, EngineLoss engine, TorchLoss torchLoss, HostTensor... arguments) {
        sides.compare(
                what,
                BothSides.rounding(arguments[0].dtype()),
                true,
                x -> new Tensor[] {engine.apply(x)},
                x -> new org.bytedeco.pytorch.Tensor[] {torchLoss.apply(x)},
                arguments);
    }

    private static TensorOptional optional(boolean given, org.bytedeco.pytorch.Tensor tensor) {
        return given ? new TensorOptional(tensor) : new TensorOptional();
    }

    /** Classes, some of which are to be ignored. */
    private HostTensor targets(long[] shape, long ignore) {
        long[] sizes = new long[Math.max(0, shape.length - 1)];
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = shape[d == 0 ? 0 : d + 1];
        }
        HostTensor target = HostTensor.random(random, DType.INT64, sizes);
        long classes = shape[shape.length == 1 ? 0 : 1];
        boolean ignores = random.nextBoolean();
        Arrays.setAll(target.values(), i -> ignores && random.nextInt(3) == 0 ? ignore : random.nextLong(classes));
        return target;
    }
}
