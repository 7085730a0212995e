package io.lockstep.engine.oracle.pointwise;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.oracle.OracleCases;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Functions of one tensor, of every element type, on numbers of all kinds. */
final class UnaryOracleTest {
    private record Case(String name, UnaryOperator<Tensor> engine, UnaryOperator<org.bytedeco.pytorch.Tensor> oracle) {}

    private final List<Case> cases = new ArrayList<>();

    private void add(String name, UnaryOperator<Tensor> engine, UnaryOperator<org.bytedeco.pytorch.Tensor> oracle) {
        cases.add(new Case(name, engine, oracle));
    }

    private void addAll() {
        add("neg", Tensor::neg, x -> torch.neg(x));
        add("abs", Tensor::abs, x -> torch.abs(x));
        add("sign", Tensor::sign, x -> torch.sign(x));
        add("reciprocal", Tensor::reciprocal, x -> torch.reciprocal(x));
        add("square", Tensor::square, x -> torch.square(x));
        add("sqrt", Tensor::sqrt, x -> torch.sqrt(x));
        add("rsqrt", Tensor::rsqrt, x -> torch.rsqrt(x));
        add("exp", Tensor::exp, x -> torch.exp(x));
        add("exp2", Tensor::exp2, x -> torch.exp2(x));
        add("expm1", Tensor::expm1, x -> torch.expm1(x));
        add("log", Tensor::log, x -> torch.log(x));
        add("log2", Tensor::log2, x -> torch.log2(x));
        add("log10", Tensor::log10, x -> torch.log10(x));
        add("log1p", Tensor::log1p, x -> torch.log1p(x));
        add("sin", Tensor::sin, x -> torch.sin(x));
        add("cos", Tensor::cos, x -> torch.cos(x));
        add("tan", Tensor::tan, x -> torch.tan(x));
        add("asin", Tensor::asin, x -> torch.asin(x));
        add("acos", Tensor::acos, x -> torch.acos(x));
        add("atan", Tensor::atan, x -> torch.atan(x));
        add("sinh", Tensor::sinh, x -> torch.sinh(x));
        add("cosh", Tensor::cosh, x -> torch.cosh(x));
        add("tanh", Tensor::tanh, x -> torch.tanh(x));
        add("asinh", Tensor::asinh, x -> torch.asinh(x));
        add("acosh", Tensor::acosh, x -> torch.acosh(x));
        add("atanh", Tensor::atanh, x -> torch.atanh(x));
        add("erf", Tensor::erf, x -> torch.erf(x));
        add("erfc", Tensor::erfc, x -> torch.erfc(x));
        add("erfinv", Tensor::erfinv, x -> torch.erfinv(x));
        add("floor", Tensor::floor, x -> torch.floor(x));
        add("ceil", Tensor::ceil, x -> torch.ceil(x));
        add("trunc", Tensor::trunc, x -> torch.trunc(x));
        add("round", Tensor::round, x -> torch.round(x));
        add("frac", Tensor::frac, x -> torch.frac(x));
        add("isnan", Tensor::isnan, x -> torch.isnan(x));
        add("isinf", Tensor::isinf, x -> torch.isinf(x));
        add("isfinite", Tensor::isfinite, x -> torch.isfinite(x));
        add("logicalNot", Tensor::logicalNot, x -> torch.logical_not(x));
        add("bitwiseNot", Tensor::bitwiseNot, x -> torch.bitwise_not(x));
        add("nanToNum", Tensor::nanToNum, x -> torch.nan_to_num(x));
        for (DType dtype : DType.values()) {
            add("to " + dtype, x -> x.to(dtype), x -> x.to(io.lockstep.engine.oracle.TorchTensors.type(dtype)));
        }
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
            assertThat(OracleCases.counted("E7.8", comparer.finish())).isGreaterThan(3000);
        }
    }

    private static void compare(Comparer comparer, Case each, DType dtype) {
        for (long[] sizes : Shapes.ALL) {
            compare(comparer, each, true, Argument.random(comparer.random(), dtype, sizes));
        }
        compare(
                comparer,
                each,
                true,
                Argument.random(comparer.random(), dtype, 3, 2, 5).transpose());
        // What is too large for an integral type becomes whatever the processor makes of it.
        if (!each.name().startsWith("to ") || !dtype.isFloating()) {
            compare(comparer, each, false, Argument.edges(dtype));
        }
    }

    private static void compare(Comparer comparer, Case each, boolean twice, Argument argument) {
        comparer.compare(
                each.name(),
                1,
                twice,
                x -> each.engine().apply(x[0]),
                x -> each.oracle().apply(x[0]),
                argument);
    }
}
