package io.lockstep.engine.oracle.pointwise;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.oracle.OracleCases;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Activations, their derivatives and the derivatives of these, also at saturation, infinity and NaN. */
final class ActivationOracleTest {
    private record Case(String name, Comparer.EngineFunction engine, Comparer.TorchFunction oracle) {}

    private final List<Case> cases = new ArrayList<>();

    private void add(String name, Comparer.EngineFunction engine, Comparer.TorchFunction oracle) {
        cases.add(new Case(name, engine, oracle));
    }

    private static Scalar number(double value) {
        return new Scalar(value);
    }

    private void addAll() {
        add("identity", x -> x[0], x -> x[0]);
        add("relu", x -> x[0].relu(), x -> torch.relu(x[0]));
        add("relu6", x -> x[0].relu6(), x -> torch.hardtanh(x[0], number(0), number(6)));
        add("leakyRelu", x -> x[0].leakyRelu(), x -> torch.leaky_relu(x[0]));
        add("leakyRelu(0.1)", x -> x[0].leakyRelu(0.1), x -> torch.leaky_relu(x[0], number(0.1)));
        add("threshold", x -> x[0].threshold(0.5, -2), x -> torch.threshold(x[0], number(0.5), number(-2)));
        add("elu", x -> x[0].elu(), x -> torch.elu(x[0]));
        add("elu(0.7)", x -> x[0].elu(0.7), x -> torch.elu(x[0], number(0.7), number(1), number(1)));
        add("selu", x -> x[0].selu(), x -> torch.selu(x[0]));
        add("celu", x -> x[0].celu(), x -> torch.celu(x[0]));
        add("celu(0.5)", x -> x[0].celu(0.5), x -> torch.celu(x[0], number(0.5)));
        add("sigmoid", x -> x[0].sigmoid(), x -> torch.sigmoid(x[0]));
        add("tanh", x -> x[0].tanh(), x -> torch.tanh(x[0]));
        add("logSigmoid", x -> x[0].logSigmoid(), x -> torch.log_sigmoid(x[0]));
        add("silu", x -> x[0].silu(), x -> torch.silu(x[0]));
        add("gelu", x -> x[0].gelu(), x -> torch.gelu(x[0]));
        add("geluTanh", x -> x[0].geluTanh(), x -> torch.gelu(x[0], "tanh"));
        add("mish", x -> x[0].mish(), x -> torch.mish(x[0]));
        add("softplus", x -> x[0].softplus(), x -> torch.softplus(x[0]));
        add("softplus(2, 5)", x -> x[0].softplus(2, 5), x -> torch.softplus(x[0], number(2), number(5)));
        add("softsign", x -> x[0].softsign(), x -> x[0].div(torch.abs(x[0]).add(new Scalar(1))));
        add("hardtanh", x -> x[0].hardtanh(), x -> torch.hardtanh(x[0]));
        add("hardtanh(-2, 0.5)", x -> x[0].hardtanh(-2, 0.5), x -> torch.hardtanh(x[0], number(-2), number(0.5)));
        add(
                "hardsigmoid",
                x -> x[0].hardsigmoid(),
                x -> x[0].scalar_type().intern() == torch.ScalarType.Double
                        // Whose gradient libtorch multiplies by a sixth in float32.
                        ? torch.hardtanh(x[0].add(number(3)), number(0), number(6))
                                .div(number(6))
                        : torch.hardsigmoid(x[0]));
        add("hardswish", x -> x[0].hardswish(), x -> torch.hardswish(x[0]));
        add("tanhshrink", x -> x[0].tanhshrink(), x -> x[0].sub(torch.tanh(x[0])));
        add("hardshrink", x -> x[0].hardshrink(0.5), x -> torch.hardshrink(x[0], number(0.5)));
        add("softshrink", x -> x[0].softshrink(0.5), x -> torch.softshrink(x[0], number(0.5)));
        add("softmax", x -> x[0].softmax(0), x -> torch.softmax(x[0], 0));
        add("softmax(-1)", x -> x[0].softmax(-1), x -> torch.softmax(x[0], -1));
        add("softmin", x -> x[0].softmin(-1), x -> torch.softmax(x[0].neg(), -1));
        add("logSoftmax", x -> x[0].logSoftmax(0), x -> torch.log_softmax(x[0], 0));
        add("logSoftmax(-1)", x -> x[0].logSoftmax(-1), x -> torch.log_softmax(x[0], -1));
        add("softmax(1)", x -> x[0].softmax(1), x -> torch.softmax(x[0], 1));
    }

    @Test
    void agreesWithLibtorch() {
        addAll();
        try (Comparer comparer = new Comparer()) {
            for (Case each : cases) {
                for (DType dtype : DType.values()) {
                    compare(comparer, each, dtype);
                }
            }
            assertThat(OracleCases.counted("E2", comparer.finish())).isGreaterThan(3500);
        }
    }

    private static void compare(Comparer comparer, Case each, DType dtype) {
        boolean twice = !each.name().equals("hardsigmoid"); // libtorch has no second derivative of it
        for (long[] sizes : Shapes.ALL) {
            Argument argument = Argument.random(comparer.random(), dtype, sizes);
            // Whole numbers have no softmax, but libtorch overlooks that of no numbers.
            if (argument.values().length > 0
                    || dtype.isFloating()
                    || !each.name().contains("oftm")) {
                compare(comparer, each, twice, argument);
            }
        }
        compare(
                comparer,
                each,
                twice,
                Argument.random(comparer.random(), dtype, 3, 2, 5).transpose());
        double[] edges = Arrays.stream(Argument.edges(dtype).values())
                .filter(edge -> isComparable(each.name(), edge))
                .toArray();
        compare(comparer, each, false, Argument.of(dtype, edges, edges.length));
        for (double edge : each.name().contains("oftm") ? edges : new double[0]) {
            compare(comparer, each, false, Argument.of(dtype, new double[] {edge, 1, 0}, 3));
        }
    }

    /**
     * All but these: relu gives a NaN no gradient, since its kernels pass what is above 0; the gradient of libtorch's
     * approximate GELU becomes NaN where x^2 overflows in float32, its hardswish infinite where 6 x does.
     */
    private static boolean isComparable(String name, double edge) {
        return !((name.equals("relu") || name.equals("hardsigmoid")) && Double.isNaN(edge))
                && !(name.equals("geluTanh") && Math.abs(edge) > 1e18)
                && !(name.equals("hardswish") && edge == Float.MAX_VALUE);
    }

    private static void compare(Comparer comparer, Case each, boolean twice, Argument argument) {
        comparer.compare(each.name(), 1, twice, each.engine(), each.oracle(), argument);
    }

    /** The step function has a gradient of 0, so it is not compared with a function without any. */
    @Test
    void stepIsHeavisideWithZeroAtZero() {
        try (Comparer comparer = new Comparer()) {
            for (DType dtype : DType.values()) {
                for (Argument argument : List.of(
                        Argument.edges(dtype),
                        Argument.random(comparer.random(), dtype, 3, 4).transpose())) {
                    comparer.compare(
                            "step",
                            1,
                            false,
                            x -> x[0].detach().step(),
                            x -> torch.heaviside(x[0].detach(), torch.zeros_like(x[0].detach())),
                            argument);
                    comparer.compare(
                            "step and its gradient",
                            1,
                            false,
                            x -> x[0].step().add(x[0]),
                            x -> torch.heaviside(x[0].detach(), torch.zeros_like(x[0].detach()))
                                    .add(x[0]),
                            argument);
                }
            }
            assertThat(OracleCases.counted("E2", comparer.finish())).isEqualTo(40);
        }
    }

    @Test
    void swishAgreesWithItsFormula() {
        try (Comparer comparer = new Comparer()) {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                for (double alpha : new double[] {0, 0.5, 1, 1.7, -1}) {
                    comparer.compare(
                            "swish(" + alpha + ")",
                            1,
                            true,
                            x -> x[0].swish(alpha),
                            x -> x[0].mul(torch.sigmoid(x[0].mul(number(alpha)))),
                            Argument.random(comparer.random(), dtype, 3, 7));
                }
            }
            assertThat(OracleCases.counted("E2", comparer.finish())).isEqualTo(10);
        }
    }

    @Test
    void preluAgreesWithLibtorch() {
        try (Comparer comparer = new Comparer()) {
            long[][][] shapes = {
                {{4}, {1}}, {{2, 3}, {3}}, {{2, 3, 4, 2}, {3}}, {{2, 3, 2}, {1}}, {{0, 3}, {3}}, {{}, {1}}
            };
            for (DType dtype : List.of(DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64)) {
                for (long[][] each : shapes) {
                    comparer.compare(
                            "prelu",
                            1,
                            true,
                            x -> x[0].prelu(x[1]),
                            x -> torch.prelu(x[0], x[1]),
                            Argument.random(comparer.random(), dtype, each[0]),
                            Argument.random(comparer.random(), dtype, each[1]));
                }
                comparer.compare(
                        "prelu",
                        1,
                        false,
                        x -> x[0].prelu(x[1]),
                        x -> torch.prelu(x[0], x[1]),
                        Argument.edges(dtype),
                        Argument.of(dtype, new double[] {0.25}, 1));
            }
            assertThat(OracleCases.counted("E2", comparer.finish())).isEqualTo(28);
        }
    }
}
