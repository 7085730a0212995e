package io.lockstep.engine.oracle.amp;

import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.nn.loss.BCEWithLogitsLoss;
import io.lockstep.engine.nn.loss.CrossEntropyLoss;
import io.lockstep.engine.nn.loss.HuberLoss;
import io.lockstep.engine.nn.loss.KLDivLoss;
import io.lockstep.engine.nn.loss.L1Loss;
import io.lockstep.engine.nn.loss.LossReduction;
import io.lockstep.engine.nn.loss.MSELoss;
import io.lockstep.engine.nn.loss.SmoothL1Loss;
import io.lockstep.engine.ops.Convolution;
import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.ops.Linear;
import io.lockstep.engine.ops.TransposedConvolution;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.oracle.TorchTensors;
import io.lockstep.engine.oracle.linalg.BothSides;
import io.lockstep.engine.oracle.linalg.BothSides.EngineFunction;
import io.lockstep.engine.oracle.linalg.HostTensor;
import io.lockstep.engine.tensor.Device;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DispatchKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which operations autocast computes in a half precision and which in float32: types, values and gradients. Libtorch's
 * functions get their arguments converted by hand. Its own autocast can be switched on from Java for bfloat16 alone; there it
 * must give what the conversions by hand do, bit for bit.
 */
final class AutocastOracleTest {
    private static final int ROUNDS = 12;

    private final BothSides sides = new BothSides(Backends.open("cpu", "onednn"));
    private final Random random = new Random(91);

    @AfterEach
    void close() {
        sides.close();
    }

    /** A function of libtorch's whose arguments go through what autocast does to them. */
    private interface Cast {
        Tensor apply(UnaryOperator<Tensor> lower, UnaryOperator<Tensor> widen, Tensor... x);
    }

    @ParameterizedTest
    @EnumSource(names = {"BFLOAT16", "FLOAT16"})
    void convolutions(DType half) {
        for (int i = 0; i < ROUNDS; i++) {
            int kernel = between(1, 3);
            long groups = i % 2 == 0 ? 1 : 2;
            long filters = groups * between(1, 3);
            long channels = groups * between(1, 3);
            boolean biased = random.nextBoolean();
            Window square = Window.square(kernel, between(1, 2), between(0, 1));
            compare(
                    "conv2d " + square,
                    half,
                    x -> one(Convolution.apply(x[0], x[1], biased ? x[2] : null, square, groups)),
                    (lower, widen, x) -> torch.conv2d(
                            lower.apply(x[0]),
                            lower.apply(x[1]),
                            biased ? new TensorOptional(lower.apply(x[2])) : new TensorOptional(),
                            new long[] {square.strideHeight(), square.strideWidth()},
                            new long[] {square.paddingHeight(), square.paddingWidth()},
                            new long[] {1, 1},
                            groups),
                    numbers(between(1, 3), channels, kernel + between(0, 4), kernel + between(0, 4)),
                    numbers(filters, channels / groups, kernel, kernel),
                    numbers(filters));
            Window line = Window.line(kernel, between(1, 2), between(0, 1));
            compare(
                    "conv1d " + line,
                    half,
                    x -> one(Convolution.apply1d(x[0], x[1], biased ? x[2] : null, line, groups)),
                    (lower, widen, x) -> torch.conv1d(
                            lower.apply(x[0]),
                            lower.apply(x[1]),
                            biased ? new TensorOptional(lower.apply(x[2])) : new TensorOptional(),
                            new long[] {line.strideWidth()},
                            new long[] {line.paddingWidth()},
                            new long[] {1},
                            groups),
                    numbers(between(1, 3), channels, kernel + between(0, 6)),
                    numbers(filters, channels / groups, kernel),
                    numbers(filters));
            compare(
                    "convTranspose2d " + square,
                    half,
                    x -> one(TransposedConvolution.apply(x[0], x[1], null, square, 0, 0, groups)),
                    (lower, widen, x) -> torch.conv_transpose2d(
                            lower.apply(x[0]),
                            lower.apply(x[1]),
                            new TensorOptional(),
                            new long[] {square.strideHeight(), square.strideWidth()},
                            new long[] {square.paddingHeight(), square.paddingWidth()},
                            new long[] {0, 0},
                            groups,
                            1,
                            1),
                    numbers(between(1, 2), channels, between(3, 5), between(3, 5)),
                    numbers(channels, filters / groups, kernel, kernel));
        }
        assertThat(OracleCases.counted("E11", sides.compared())).isEqualTo(3 * ROUNDS);
    }

    @ParameterizedTest
    @EnumSource(names = {"BFLOAT16", "FLOAT16"})
    void products(DType half) {
        for (int i = 0; i < ROUNDS; i++) {
            long rows = between(1, 5);
            long inner = between(1, 7);
            long columns = between(1, 5);
            HostTensor a = numbers(rows, inner);
            HostTensor b = numbers(inner, columns);
            compare(
                    "linear",
                    half,
                    x -> one(Linear.apply(x[0], x[1], x[2])),
                    (lower, widen, x) ->
                            torch.linear(lower.apply(x[0]), lower.apply(x[1]), new TensorOptional(lower.apply(x[2]))),
                    i % 2 == 0 ? a : numbers(2, rows, inner),
                    numbers(columns, inner),
                    numbers(columns));
            matmul(half, a, b);
            matmul(half, numbers(3, rows, inner), b);
            matmul(half, numbers(2, 1, rows, inner), numbers(3, inner, columns));
            matmul(half, a, numbers(inner));
            compare(
                    "bmm",
                    half,
                    x -> one(x[0].bmm(x[1])),
                    (lower, widen, x) -> torch.bmm(lower.apply(x[0]), lower.apply(x[1])),
                    numbers(3, rows, inner),
                    numbers(3, inner, columns));
        }
        assertThat(OracleCases.counted("E11", sides.compared())).isEqualTo(6 * ROUNDS);
    }

    private void matmul(DType half, HostTensor a, HostTensor b) {
        compare(
                "matmul",
                half,
                x -> one(x[0].matmul(x[1])),
                (lower, widen, x) -> torch.matmul(lower.apply(x[0]), lower.apply(x[1])),
                a,
                b);
    }

    /** All others run in the type of their inputs, and both types meet in float32. */
    @ParameterizedTest
    @EnumSource(names = {"BFLOAT16", "FLOAT16"})
    void operationsInBetween(DType half) {
        for (int i = 0; i < ROUNDS; i++) {
            long rows = between(1, 4);
            long inner = between(2, 6);
            HostTensor a = numbers(rows, inner);
            HostTensor b = numbers(inner, inner);
            compare(
                    "relu of matmul",
                    half,
                    x -> one(x[0].matmul(x[1]).relu()),
                    (lower, widen, x) -> torch.relu(torch.matmul(lower.apply(x[0]), lower.apply(x[1]))),
                    a,
                    b);
            compare(
                    "softmax of matmul",
                    half,
                    x -> one(x[0].matmul(x[1]).softmax(-1)),
                    (lower, widen, x) -> torch.softmax(torch.matmul(lower.apply(x[0]), lower.apply(x[1])), -1),
                    a,
                    b);
            compare(
                    "matmul and float32",
                    half,
                    x -> one(x[0].matmul(x[1]).add(x[0])),
                    (lower, widen, x) ->
                            torch.matmul(lower.apply(x[0]), lower.apply(x[1])).add(x[0]),
                    a,
                    b);
        }
        assertThat(OracleCases.counted("E11", sides.compared())).isEqualTo(3 * ROUNDS);
    }

    @ParameterizedTest
    @EnumSource(names = {"BFLOAT16", "FLOAT16"})
    void lossesInFloat32(DType half) {
        int compared = 0;
        for (int i = 0; i < ROUNDS; i++) {
            HostTensor x = numbers(half, between(1, 5), between(2, 6));
            HostTensor t = numbers(half, x.sizes());
            long code = i % 3;
            LossReduction reduction =
                    code == 0 ? LossReduction.NONE : code == 1 ? LossReduction.MEAN : LossReduction.SUM;
            loss(half, "mse", new MSELoss(reduction)::forward, (a, b) -> torch.mse_loss(a, b, code), x, t);
            loss(half, "l1", new L1Loss(reduction)::forward, (a, b) -> torch.l1_loss(a, b, code), x, t);
            loss(
                    half,
                    "huber",
                    new HuberLoss(reduction, 0.5)::forward,
                    (a, b) -> torch.huber_loss(a, b, code, 0.5),
                    x,
                    t);
            loss(
                    half,
                    "smooth l1",
                    new SmoothL1Loss(reduction, 0.5)::forward,
                    (a, b) -> torch.smooth_l1_loss(a, b, code, 0.5),
                    x,
                    t);
            loss(
                    half,
                    "bce with logits",
                    new BCEWithLogitsLoss(null, null, reduction)::forward,
                    (a, b) -> torch.binary_cross_entropy_with_logits(
                            a, b, new TensorOptional(), new TensorOptional(), code),
                    x,
                    t);
            loss(
                    half,
                    "kl div",
                    new KLDivLoss(reduction, true)::forward,
                    (a, b) -> torch.kl_div(a, b, code, true),
                    x,
                    t);
            loss(
                    half,
                    "cross entropy of probabilities",
                    new CrossEntropyLoss(null, -100, 0, reduction)::forward,
                    (a, b) -> torch.cross_entropy_loss(a, b, new TensorOptional(), code, -100, 0),
                    x,
                    t);
            compared += 7;
            long[] labels = random.longs(x.sizes()[0], 0, x.sizes()[1]).toArray();
            compare(
                    "cross entropy",
                    half,
                    a -> one(CrossEntropy.apply(a[0], a[0].device().tensor(labels, labels.length), 0)
                            .mean()),
                    (lower, widen, a) -> torch.cross_entropy_loss(widen.apply(a[0]), Tensor.create(labels)),
                    x);
            compared++;
        }
        assertThat(OracleCases.counted("E11", sides.compared())).isEqualTo(compared);
    }

    private interface EngineLoss {
        io.lockstep.engine.tensor.Tensor of(
                io.lockstep.engine.tensor.Tensor x, io.lockstep.engine.tensor.Tensor target);
    }

    private interface TorchLoss {
        Tensor of(Tensor x, Tensor target);
    }

    private void loss(DType half, String name, EngineLoss engine, TorchLoss torchLoss, HostTensor x, HostTensor t) {
        compare(
                name,
                half,
                a -> one(engine.of(a[0], a[1])),
                (lower, widen, a) -> torchLoss.of(widen.apply(a[0]), widen.apply(a[1])),
                x,
                t.constant());
    }

    private void compare(String name, DType half, EngineFunction engine, Cast torchFunction, HostTensor... arguments) {
        UnaryOperator<Tensor> lower = x -> x.to(TorchTensors.type(half));
        UnaryOperator<Tensor> widen = x -> x.to(torch.ScalarType.Float);
        sides.compare(
                name + " under autocast to " + half,
                BothSides.rounding(half),
                false,
                x -> {
                    try (Device.Scope autocast = sides.device().autocast(half)) {
                        return engine.apply(x);
                    }
                },
                x -> {
                    Tensor byHand = torchFunction.apply(lower, widen, x);
                    if (half == DType.BFLOAT16) {
                        requireSame(name, byHand, () -> torchFunction.apply(a -> a, a -> a, x));
                    }
                    return new Tensor[] {byHand};
                },
                arguments);
    }

    /** Libtorch's autocast on the CPU, whose type is bfloat16 unless something that Java cannot call changes it. */
    private static void requireSame(String name, Tensor byHand, Supplier<Tensor> function) {
        boolean before = torch.tls_is_dispatch_key_excluded(DispatchKey.AutocastCPU);
        torch.tls_set_dispatch_key_excluded(DispatchKey.AutocastCPU, false);
        Tensor found;
        try {
            found = function.get();
        } finally {
            torch.tls_set_dispatch_key_excluded(DispatchKey.AutocastCPU, before);
        }
        assertThat(TorchTensors.dtype(byHand)).as(name).isEqualTo(TorchTensors.dtype(found));
        assertThat(TorchTensors.values(byHand)).as(name).containsExactly(TorchTensors.values(found));
    }

    private static io.lockstep.engine.tensor.Tensor[] one(io.lockstep.engine.tensor.Tensor y) {
        return new io.lockstep.engine.tensor.Tensor[] {y};
    }

    private HostTensor numbers(long... sizes) {
        return numbers(DType.FLOAT32, sizes);
    }

    private HostTensor numbers(DType dtype, long... sizes) {
        return HostTensor.random(random, dtype, sizes);
    }

    private int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }
}
