package io.lockstep.engine.oracle.losses;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.nn.loss.BCELoss;
import io.lockstep.engine.nn.loss.BCEWithLogitsLoss;
import io.lockstep.engine.nn.loss.CosineEmbeddingLoss;
import io.lockstep.engine.nn.loss.HingeEmbeddingLoss;
import io.lockstep.engine.nn.loss.HuberLoss;
import io.lockstep.engine.nn.loss.KLDivLoss;
import io.lockstep.engine.nn.loss.L1Loss;
import io.lockstep.engine.nn.loss.LossReduction;
import io.lockstep.engine.nn.loss.MSELoss;
import io.lockstep.engine.nn.loss.SmoothL1Loss;
import io.lockstep.engine.nn.loss.TripletMarginLoss;
import io.lockstep.engine.ops.Distances;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.linalg.BothSides;
import io.lockstep.engine.oracle.linalg.HostTensor;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Losses of numbers and vectors beside libtorch, reduced in each way: values, gradients and gradients of gradients. */
final class LossesOracleTest {
    private static final long SEED = 73;
    private static final DType[] TYPES = {DType.FLOAT64, DType.FLOAT32};
    private static final long[][] SHAPES = {{}, {1}, {0}, {7}, {3, 5}, {2, 1, 3}, {2, 0}};
    private static final double[] SPECIAL = {
        0, -0.0, 1, -1, 0.5, 1e-30, 200, -200, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN
    };

    private final Random random = new Random(SEED);
    private final BothSides sides = new BothSides(Backends.open("cpu", "onednn"));

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void differences() {
        repeat((dtype, reduction, shape) -> {
            long code = code(reduction);
            for (HostTensor[] pair : new HostTensor[][] {
                {HostTensor.random(random, dtype, shape), HostTensor.random(random, dtype, shape)},
                {special(dtype), special(dtype).constant()}
            }) {
                compare(
                        "mse",
                        x -> new MSELoss(reduction).forward(x[0], x[1]),
                        x -> torch.mse_loss(x[0], x[1], code),
                        pair);
                compare(
                        "l1",
                        x -> new L1Loss(reduction).forward(x[0], x[1]),
                        x -> torch.l1_loss(x[0], x[1], code),
                        pair);
                for (double width : new double[] {1, 0.3}) {
                    compare(
                            "huber",
                            x -> new HuberLoss(reduction, width).forward(x[0], x[1]),
                            x -> torch.huber_loss(x[0], x[1], code, width),
                            pair);
                    compare(
                            "smooth l1",
                            x -> new SmoothL1Loss(reduction, width).forward(x[0], x[1]),
                            x -> torch.smooth_l1_loss(x[0], x[1], code, width),
                            pair);
                }
                compare(
                        "smooth l1 of beta 0",
                        x -> new SmoothL1Loss(reduction, 0).forward(x[0], x[1]),
                        x -> torch.l1_loss(x[0], x[1], code),
                        pair);
            }
        });
        assertThat(OracleCases.counted("E10", sides.compared())).isEqualTo(14 * cases());
    }

    @Test
    void binaryCrossEntropy() {
        repeat((dtype, reduction, shape) -> {
            long code = code(reduction);
            HostTensor targets = probabilities(dtype, shape);
            HostTensor weight = HostTensor.random(random, dtype, shape).constant();
            HostTensor certain = HostTensor.of(dtype, new double[] {0, 0, 1, 1, 0.5, 1e-20}, 6);
            HostTensor truth =
                    HostTensor.of(dtype, new double[] {0, 1, 0, 1, 0, 1}, 6).constant();
            for (HostTensor[] each : new HostTensor[][] {
                {probabilities(dtype, shape), targets}, {certain, truth},
            }) {
                compare(
                        "bce",
                        x -> new BCELoss(null, reduction).forward(x[0], x[1]),
                        x -> torch.binary_cross_entropy(x[0], x[1], new TensorOptional(), code),
                        each);
            }
            compare(
                    "weighted bce",
                    x -> new BCELoss(x[2], reduction).forward(x[0], x[1]),
                    x -> torch.binary_cross_entropy(x[0], x[1], new TensorOptional(x[2]), code),
                    probabilities(dtype, shape),
                    targets,
                    weight);
            for (HostTensor logits :
                    new HostTensor[] {HostTensor.random(random, dtype, shape), special(dtype, shape)}) {
                compare(
                        "bce with logits",
                        x -> new BCEWithLogitsLoss(null, null, reduction).forward(x[0], x[1]),
                        x -> torch.binary_cross_entropy_with_logits(
                                x[0], x[1], new TensorOptional(), new TensorOptional(), code),
                        logits,
                        targets);
                compare(
                        "weighted bce with logits",
                        x -> new BCEWithLogitsLoss(x[2], x[3], reduction).forward(x[0], x[1]),
                        x -> torch.binary_cross_entropy_with_logits(
                                x[0], x[1], new TensorOptional(x[2]), new TensorOptional(x[3]), code),
                        logits,
                        targets,
                        weight,
                        HostTensor.random(random, dtype).constant());
            }
        });
        assertThat(OracleCases.counted("E10", sides.compared())).isEqualTo(7 * cases());
    }

    @Test
    void divergences() {
        repeat((dtype, reduction, shape) -> {
            long code = code(reduction);
            HostTensor input = HostTensor.random(random, dtype, shape);
            HostTensor zero = probabilities(dtype, shape);
            if (zero.values().length > 0) {
                zero.values()[0] = 0;
            }
            for (HostTensor target : new HostTensor[] {probabilities(dtype, shape), zero.constant()}) {
                compare(
                        "kl div",
                        x -> new KLDivLoss(reduction, false).forward(x[0], x[1]),
                        x -> torch.kl_div(x[0], x[1], code, false),
                        input,
                        target);
            }
            compare(
                    "kl div of logarithms",
                    x -> new KLDivLoss(reduction, true).forward(x[0], x[1]),
                    x -> torch.kl_div(x[0], x[1], code, true),
                    input,
                    HostTensor.random(random, dtype, shape));
            compare(
                    "kl div by batch",
                    x -> KLDivLoss.batchMean(false).forward(x[0], x[1]),
                    x -> torch.kl_div(x[0], x[1], code(LossReduction.SUM), false)
                            .div(new Scalar(shape.length == 0 ? 1.0 : (double) shape[0])),
                    input,
                    probabilities(dtype, shape));
        });
        assertThat(OracleCases.counted("E10", sides.compared())).isEqualTo(4 * cases());
    }

    @Test
    void embeddings() {
        repeat((dtype, reduction, shape) -> {
            long code = code(reduction);
            for (double margin : new double[] {1, 0.2}) {
                compare(
                        "hinge embedding",
                        x -> new HingeEmbeddingLoss(reduction, margin).forward(x[0], x[1]),
                        x -> torch.hinge_embedding_loss(x[0], x[1], margin, code),
                        HostTensor.random(random, dtype, shape),
                        signs(dtype, shape));
                long[] pairs = shape.length == 1 ? shape : new long[] {};
                long[] vectors = shape.length == 1 ? new long[] {shape[0], 4} : new long[] {4};
                compare(
                        "cosine embedding",
                        x -> new CosineEmbeddingLoss(reduction, margin - 0.5).forward(x[0], x[1], x[2]),
                        x -> torch.cosine_embedding_loss(x[0], x[1], x[2], margin - 0.5, code),
                        HostTensor.random(random, dtype, vectors),
                        HostTensor.random(random, dtype, vectors),
                        signs(dtype, pairs));
                for (double p : new double[] {2, 1, 3}) {
                    for (boolean swap : new boolean[] {false, true}) {
                        compare(
                                "triplet",
                                x -> new TripletMarginLoss(reduction, margin, p, 1e-6, swap).forward(x[0], x[1], x[2]),
                                x -> torch.triplet_margin_loss(x[0], x[1], x[2], margin, p, 1e-6, swap, code),
                                HostTensor.random(random, dtype, vectors),
                                HostTensor.random(random, dtype, vectors),
                                HostTensor.random(random, dtype, vectors));
                    }
                }
            }
        });
        assertThat(OracleCases.counted("E10", sides.compared())).isEqualTo(16 * cases());
    }

    @Test
    void distances() {
        int cases = 0;
        for (DType dtype : TYPES) {
            for (long[] shape : new long[][] {{4}, {3, 4}, {2, 3, 4}, {0, 4}, {3, 1}}) {
                HostTensor a = HostTensor.random(random, dtype, shape);
                HostTensor b = HostTensor.random(random, dtype, shape);
                HostTensor one = HostTensor.random(random, dtype, shape[shape.length - 1]);
                for (HostTensor other : new HostTensor[] {b, one}) {
                    for (double p : new double[] {2, 1, 3, Double.POSITIVE_INFINITY}) {
                        boolean keepdim = random.nextBoolean();
                        compare(
                                "pairwise distance " + p,
                                x -> Distances.pairwiseDistance(x[0], x[1], p, 1e-6, keepdim),
                                x -> torch.pairwise_distance(x[0], x[1], p, 1e-6, keepdim),
                                a,
                                other);
                        cases++;
                    }
                    int dim = random.nextInt(2) - 1;
                    compare(
                            "cosine similarity " + dim,
                            x -> Distances.cosineSimilarity(x[0], x[1], dim),
                            x -> torch.cosine_similarity(x[0], x[1], dim, 1e-8),
                            a,
                            other);
                    cases++;
                }
            }
        }
        assertThat(OracleCases.counted("E10", sides.compared()))
                .isEqualTo(cases)
                .isEqualTo(100);
    }

    private interface Case {
        void run(DType dtype, LossReduction reduction, long[] shape);
    }

    private interface EngineLoss {
        Tensor apply(Tensor... arguments);
    }

    private interface TorchLoss {
        org.bytedeco.pytorch.Tensor apply(org.bytedeco.pytorch.Tensor... arguments);
    }

    private void repeat(Case each) {
        for (DType dtype : TYPES) {
            for (LossReduction reduction : LossReduction.values()) {
                for (long[] shape : SHAPES) {
                    each.run(dtype, reduction, shape);
                }
            }
        }
    }

    private static int cases() {
        return TYPES.length * LossReduction.values().length * SHAPES.length;
    }

    private void compare(String what, EngineLoss engine, TorchLoss torchLoss, HostTensor... arguments) {
        boolean finite = Arrays.stream(arguments)
                .flatMapToDouble(each -> Arrays.stream(each.values()))
                .allMatch(value -> Math.abs(value) > 1e-12 && Double.isFinite(value));
        sides.compare(
                what,
                BothSides.rounding(arguments[0].dtype()),
                // At kinks and infinities there is a convention for gradients, but none for those of gradients.
                finite,
                x -> new Tensor[] {engine.apply(x)},
                x -> new org.bytedeco.pytorch.Tensor[] {torchLoss.apply(x)},
                arguments);
    }

    /** libtorch's number of a reduction. */
    static long code(LossReduction reduction) {
        return switch (reduction) {
            case NONE -> 0;
            case MEAN -> 1;
            case SUM -> 2;
        };
    }

    private HostTensor probabilities(DType dtype, long... shape) {
        HostTensor tensor = HostTensor.random(random, dtype, shape);
        Arrays.setAll(tensor.values(), i -> random.nextDouble(0.01, 0.99));
        return tensor;
    }

    private HostTensor signs(DType dtype, long... shape) {
        HostTensor tensor = HostTensor.random(random, dtype, shape);
        Arrays.setAll(tensor.values(), i -> random.nextBoolean() ? 1 : -1);
        return tensor.constant();
    }

    private HostTensor special(DType dtype, long... shape) {
        HostTensor tensor = HostTensor.random(random, dtype, shape);
        Arrays.setAll(tensor.values(), i -> SPECIAL[random.nextInt(SPECIAL.length)]);
        return tensor;
    }

    private HostTensor special(DType dtype) {
        return special(dtype, 24);
    }
}
