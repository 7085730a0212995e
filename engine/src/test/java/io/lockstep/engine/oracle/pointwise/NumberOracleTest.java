package io.lockstep.engine.oracle.pointwise;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.oracle.OracleCases;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Functions of a tensor and numbers of the program, whole and floating. */
final class NumberOracleTest {
    private record Case(String name, Comparer.EngineFunction engine, Comparer.TorchFunction oracle) {}

    private final List<Case> cases = new ArrayList<>();

    private void add(String name, Comparer.EngineFunction engine, Comparer.TorchFunction oracle) {
        cases.add(new Case(name, engine, oracle));
    }

    private void addFloating(double number) {
        Scalar scalar = new Scalar(number);
        String of = "(" + number + ")";
        add("add" + of, x -> x[0].add(number), x -> torch.add(x[0], scalar));
        add("sub" + of, x -> x[0].sub(number), x -> torch.sub(x[0], scalar));
        add("rsub" + of, x -> x[0].rsub(number), x -> torch.rsub(x[0], scalar));
        add("mul" + of, x -> x[0].mul(number), x -> torch.mul(x[0], scalar));
        add("div" + of, x -> x[0].div(number), x -> torch.div(x[0], scalar));
        add("pow" + of, x -> x[0].pow(number), x -> torch.pow(x[0], scalar));
        add("rpow" + of, x -> x[0].rpow(number), x -> torch.pow(scalar, x[0]));
        add("eq" + of, x -> x[0].eq(number), x -> torch.eq(x[0], scalar));
        add("ne" + of, x -> x[0].ne(number), x -> torch.ne(x[0], scalar));
        add("lt" + of, x -> x[0].lt(number), x -> torch.lt(x[0], scalar));
        add("le" + of, x -> x[0].le(number), x -> torch.le(x[0], scalar));
        add("gt" + of, x -> x[0].gt(number), x -> torch.gt(x[0], scalar));
        add("ge" + of, x -> x[0].ge(number), x -> torch.ge(x[0], scalar));
        add("clampMin" + of, x -> x[0].clampMin(number), x -> torch.clamp_min(x[0], scalar));
        add("clampMax" + of, x -> x[0].clampMax(number), x -> torch.clamp_max(x[0], scalar));
        add(
                "clamp" + of,
                x -> x[0].clamp(number - 0.5, number),
                x -> torch.clamp(x[0], new ScalarOptional(new Scalar(number - 0.5)), new ScalarOptional(scalar)));
        add(
                "where" + of,
                x -> x[0].where(x[0].detach().gt(0), number),
                x -> torch.where(x[0].detach().gt(new Scalar(0)), x[0], scalar));
    }

    private void addWhole(long number) {
        Scalar scalar = new Scalar(number);
        String of = "(" + number + ")";
        add("add" + of, x -> x[0].add(number), x -> torch.add(x[0], scalar));
        add("sub" + of, x -> x[0].sub(number), x -> torch.sub(x[0], scalar));
        add("rsub" + of, x -> x[0].rsub(number), x -> torch.rsub(x[0], scalar));
        add("mul" + of, x -> x[0].mul(number), x -> torch.mul(x[0], scalar));
        add("div" + of, x -> x[0].div(number), x -> torch.div(x[0], scalar));
        add("floorDivide" + of, x -> x[0].detach().floorDivide(number), x -> torch.floor_divide(x[0].detach(), scalar));
        add("remainder" + of, x -> x[0].remainder(number), x -> torch.remainder(x[0], scalar));
        add("fmod" + of, x -> x[0].fmod(number), x -> torch.fmod(x[0], scalar));
        add("pow" + of, x -> x[0].pow(number), x -> torch.pow(x[0], scalar));
        add("rpow" + of, x -> x[0].rpow(number), x -> torch.pow(scalar, x[0]));
        add("eq" + of, x -> x[0].eq(number), x -> torch.eq(x[0], scalar));
        add("lt" + of, x -> x[0].lt(number), x -> torch.lt(x[0], scalar));
        add("ge" + of, x -> x[0].ge(number), x -> torch.ge(x[0], scalar));
        add("clampMin" + of, x -> x[0].clampMin(number), x -> torch.clamp_min(x[0], scalar));
        add("clampMax" + of, x -> x[0].clampMax(number), x -> torch.clamp_max(x[0], scalar));
        add(
                "clamp" + of,
                x -> x[0].clamp(number - 1, number),
                x -> torch.clamp(x[0], new ScalarOptional(new Scalar(number - 1)), new ScalarOptional(scalar)));
        add("bitwiseAnd" + of, x -> x[0].bitwiseAnd(number), x -> torch.bitwise_and(x[0], scalar));
        add("bitwiseOr" + of, x -> x[0].bitwiseOr(number), x -> torch.bitwise_or(x[0], scalar));
        add("bitwiseXor" + of, x -> x[0].bitwiseXor(number), x -> torch.bitwise_xor(x[0], scalar));
        add(
                "where" + of,
                x -> x[0].where(x[0].detach().gt(0), number),
                x -> torch.where(x[0].detach().gt(new Scalar(0)), x[0], scalar));
    }

    private void addAll() {
        for (double number : new double[] {0, 2.5, -0.5, 0.5, 1, 2, 3, -1, -2}) {
            addFloating(number);
        }
        for (long number : new long[] {0, 1, 2, 3, 5}) {
            addWhole(number);
        }
        add("pow(-1)", x -> x[0].pow(-1), x -> torch.pow(x[0], new Scalar(-1L)));
        add("pow(-2)", x -> x[0].pow(-2), x -> torch.pow(x[0], new Scalar(-2L)));
        add("bitwiseLeftShift", x -> x[0].bitwiseLeftShift(2), x -> torch.bitwise_left_shift(x[0], new Scalar(2L)));
        add("bitwiseRightShift", x -> x[0].bitwiseRightShift(1), x -> torch.bitwise_right_shift(x[0], new Scalar(1L)));
        add(
                "clamp upside down",
                x -> x[0].clamp(1.0, -1.0),
                x -> torch.clamp(x[0], new ScalarOptional(new Scalar(1.0)), new ScalarOptional(new Scalar(-1.0))));
        add("clamp to NaN", x -> x[0].clampMin(Double.NaN), x -> torch.clamp_min(x[0], new Scalar(Double.NaN)));
        add(
                "nanToNum",
                x -> x[0].nanToNum(1, 2, -3),
                x -> torch.nan_to_num(x[0], new DoubleOptional(1), new DoubleOptional(2), new DoubleOptional(-3)));
        for (double value : new double[] {2, -1, 300, 1e30}) {
            add(
                    "maskedFill(" + value + ")",
                    x -> x[0].maskedFill(x[0].detach().gt(0), value),
                    x -> torch.masked_fill(x[0], x[0].detach().gt(new Scalar(0)), new Scalar(value)));
        }
        add(
                "maskedFill by numbers",
                x -> x[0].maskedFill(x[0].detach(), 1),
                x -> torch.masked_fill(x[0], x[0].detach(), new Scalar(1)));
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
            assertThat(OracleCases.counted("E7.8", comparer.finish())).isGreaterThan(8000);
        }
    }

    private static void compare(Comparer comparer, Case each, DType dtype) {
        for (long[] sizes : new long[][] {{0}, {}, {3, 5}}) {
            compare(comparer, each, true, Argument.random(comparer.random(), dtype, sizes));
        }
        compare(
                comparer,
                each,
                true,
                Argument.random(comparer.random(), dtype, 4, 3).transpose());
        compare(comparer, each, false, Argument.edges(dtype));
    }

    private static void compare(Comparer comparer, Case each, boolean twice, Argument argument) {
        comparer.compare(each.name(), 1, twice, each.engine(), each.oracle(), argument);
    }
}
