package io.lockstep.engine.oracle.pointwise;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.ops.Division;
import io.lockstep.engine.oracle.OracleCases;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Functions of two tensors: broadcast, at the edges, and of all pairs of element types with and without dimensions. */
final class BinaryOracleTest {
    // Libtorch keeps views of the strings.
    private static final BytePointer TRUNC_NAME = new BytePointer("trunc");
    private static final BytePointer FLOOR_NAME = new BytePointer("floor");
    private static final StringViewOptional TRUNC = new StringViewOptional(TRUNC_NAME);
    private static final StringViewOptional FLOOR = new StringViewOptional(FLOOR_NAME);

    /** @param edges whether the function is compared at pairs of edges, too */
    private record Case(
            String name,
            Comparer.EngineFunction engine,
            Comparer.TorchFunction oracle,
            double looseness,
            boolean edges) {}

    private final List<Case> cases = new ArrayList<>();

    private void add(String name, Comparer.EngineFunction engine, Comparer.TorchFunction oracle) {
        cases.add(new Case(name, engine, oracle, 1, true));
    }

    private void addLoose(String name, Comparer.EngineFunction engine, Comparer.TorchFunction oracle) {
        cases.add(new Case(name, engine, oracle, 8, false));
    }

    private void addAll() {
        add("add", x -> x[0].add(x[1]), x -> torch.add(x[0], x[1], new Scalar(1)));
        addLoose("add(alpha 2)", x -> x[0].add(x[1], 2), x -> torch.add(x[0], x[1], new Scalar(2)));
        addLoose("sub(alpha 0.5)", x -> x[0].sub(x[1], 0.5), x -> torch.sub(x[0], x[1], new Scalar(0.5)));
        add("sub", x -> x[0].sub(x[1]), x -> torch.sub(x[0], x[1]));
        add("mul", x -> x[0].mul(x[1]), x -> torch.mul(x[0], x[1]));
        add("div", x -> x[0].div(x[1]), x -> torch.div(x[0], x[1]));
        add("div trunc", x -> x[0].div(x[1], Division.Mode.TRUNC), x -> torch.div(x[0], x[1], TRUNC));
        add("div floor", x -> x[0].div(x[1], Division.Mode.FLOOR), x -> torch.div(x[0], x[1], FLOOR));
        add(
                "floorDivide",
                x -> x[0].detach().floorDivide(x[1].detach()),
                x -> torch.floor_divide(x[0].detach(), x[1].detach()));
        add("remainder", x -> x[0].remainder(x[1]), x -> torch.remainder(x[0], x[1]));
        add("fmod", x -> x[0].fmod(x[1]), x -> torch.fmod(x[0], x[1]));
        add("pow", x -> x[0].pow(x[1]), x -> torch.pow(x[0], x[1]));
        add("maximum", x -> x[0].maximum(x[1]), x -> torch.maximum(x[0], x[1]));
        add("minimum", x -> x[0].minimum(x[1]), x -> torch.minimum(x[0], x[1]));
        add("atan2", x -> x[0].atan2(x[1]), x -> torch.atan2(x[0], x[1]));
        add("hypot", x -> x[0].hypot(x[1]), x -> torch.hypot(x[0], x[1]));
        add("xlogy", x -> x[0].xlogy(x[1]), x -> torch.xlogy(x[0], x[1]));
        add("logaddexp", x -> x[0].logaddexp(x[1]), x -> torch.logaddexp(x[0], x[1]));
        add("eq", x -> x[0].eq(x[1]), x -> torch.eq(x[0], x[1]));
        add("ne", x -> x[0].ne(x[1]), x -> torch.ne(x[0], x[1]));
        add("lt", x -> x[0].lt(x[1]), x -> torch.lt(x[0], x[1]));
        add("le", x -> x[0].le(x[1]), x -> torch.le(x[0], x[1]));
        add("gt", x -> x[0].gt(x[1]), x -> torch.gt(x[0], x[1]));
        add("ge", x -> x[0].ge(x[1]), x -> torch.ge(x[0], x[1]));
        add("logicalAnd", x -> x[0].logicalAnd(x[1]), x -> torch.logical_and(x[0], x[1]));
        add("logicalOr", x -> x[0].logicalOr(x[1]), x -> torch.logical_or(x[0], x[1]));
        add("logicalXor", x -> x[0].logicalXor(x[1]), x -> torch.logical_xor(x[0], x[1]));
        add("bitwiseAnd", x -> x[0].bitwiseAnd(x[1]), x -> torch.bitwise_and(x[0], x[1]));
        add("bitwiseOr", x -> x[0].bitwiseOr(x[1]), x -> torch.bitwise_or(x[0], x[1]));
        add("bitwiseXor", x -> x[0].bitwiseXor(x[1]), x -> torch.bitwise_xor(x[0], x[1]));
        add("bitwiseLeftShift", x -> x[0].bitwiseLeftShift(x[1]), x -> torch.bitwise_left_shift(x[0], x[1]));
        add("bitwiseRightShift", x -> x[0].bitwiseRightShift(x[1]), x -> torch.bitwise_right_shift(x[0], x[1]));
        add("isclose", x -> x[0].isclose(x[1]), x -> torch.isclose(x[0], x[1]));
        add("isclose equalNaN", x -> x[0].isclose(x[1], 0.1, 0.3, true), x -> {
            org.bytedeco.pytorch.Tensor all = torch.eq(x[0], x[1]); // of the shape to which libtorch fails to broadcast
            return torch.isclose(x[0].expand_as(all), x[1].expand_as(all), 0.1, 0.3, true);
        });
        add("clampMin", x -> x[0].clampMin(x[1]), x -> torch.clamp_min(x[0], x[1]));
        add("clampMax", x -> x[0].clampMax(x[1]), x -> torch.clamp_max(x[0], x[1]));
        add(
                "heaviside",
                x -> x[0].detach().heaviside(x[1].detach()),
                x -> torch.heaviside(x[0].detach(), x[1].detach()));
    }

    @Test
    void agreesWithLibtorch() {
        addAll();
        try (Comparer comparer = new Comparer()) {
            for (Case each : cases) {
                for (DType dtype : DType.values()) {
                    compareShapes(comparer, each, dtype);
                }
            }
            assertThat(OracleCases.counted("E7.8", comparer.finish())).isGreaterThan(3500);
        }
    }

    private static void compareShapes(Comparer comparer, Case each, DType dtype) {
        for (long[][] sizes : Shapes.PAIRS) {
            compare(
                    comparer,
                    each,
                    true,
                    Argument.random(comparer.random(), dtype, sizes[0]),
                    Argument.random(comparer.random(), dtype, sizes[1]));
        }
        compare(
                comparer,
                each,
                true,
                Argument.random(comparer.random(), dtype, 3, 2, 5).transpose(),
                Argument.random(comparer.random(), dtype, 5, 2, 3));
        if (each.edges()) {
            // The quotients of remainders must be numbers: libtorch's vectors give NaN for others.
            boolean limited = each.name().equals("fmod") || each.name().equals("remainder");
            compare(
                    comparer,
                    each,
                    false,
                    Argument.edgePairs(
                            dtype, edge -> !limited || edge == 0 || (Math.abs(edge) > 1e-4 && Math.abs(edge) < 1e5)));
        }
    }

    @Test
    void promotesAsLibtorch() {
        addAll();
        try (Comparer comparer = new Comparer()) {
            for (Case each : cases) {
                for (DType first : DType.values()) {
                    for (DType second : DType.values()) {
                        comparePair(comparer, each, first, second);
                    }
                }
            }
            assertThat(OracleCases.counted("E7.2", comparer.finish())).isGreaterThan(13_000);
        }
    }

    private static void comparePair(Comparer comparer, Case each, DType first, DType second) {
        for (long[][] sizes : new long[][][] {{{3}, {3}}, {{3}, {}}, {{}, {3}}, {{}, {}}}) {
            if (isDiscrete(each.name())
                    && first != second
                    && sizes[0].length != sizes[1].length
                    && (isHalf(first) || isHalf(second))) {
                continue;
            }
            compare(
                    comparer,
                    first != second && isComputedUnpromoted(each.name()) ? withoutGradient(each) : each,
                    false,
                    Argument.random(comparer.random(), first, sizes[0]),
                    Argument.random(comparer.random(), second, sizes[1]));
        }
    }

    /** Libtorch computes parts of some gradients in the narrower type, where whole numbers overflow. */
    private static boolean isComputedUnpromoted(String name) {
        return name.equals("pow") || name.equals("atan2");
    }

    private static Case withoutGradient(Case each) {
        return new Case(
                each.name(),
                x -> each.engine().apply(x).detach(),
                x -> each.oracle().apply(x).detach(),
                each.looseness(),
                each.edges());
    }

    /** Where libtorch does not round a scalar to the half precision of the tensor beside it, results may differ by 1. */
    private static boolean isDiscrete(String name) {
        return name.startsWith("div ") || name.equals("floorDivide") || name.equals("remainder") || name.equals("fmod");
    }

    private static boolean isHalf(DType dtype) {
        return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16;
    }

    private static void compare(Comparer comparer, Case each, boolean twice, Argument... arguments) {
        comparer.compare(each.name(), each.looseness(), twice, each.engine(), each.oracle(), arguments);
    }
}
