package io.lockstep.engine.oracle.pointwise;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.oracle.OracleCases;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Changes in place of a result of the leaf, as libtorch makes them: values, types that may not be held, gradients. */
final class InPlaceOracleTest {
    private record Case(String name, Comparer.EngineFunction engine, Comparer.TorchFunction oracle) {}

    private final List<Case> cases = new ArrayList<>();

    private void add(String name, Comparer.EngineFunction engine, Comparer.TorchFunction oracle) {
        cases.add(new Case(name, engine, oracle));
    }

    private void addAll() {
        add("add_", x -> x[0].clone().add_(x[1]), x -> x[0].clone().add_(x[1]));
        add("sub_", x -> x[0].clone().sub_(x[1]), x -> x[0].clone().sub_(x[1]));
        add("mul_", x -> x[0].clone().mul_(x[1]), x -> x[0].clone().mul_(x[1]));
        add("div_", x -> x[0].clone().div_(x[1]), x -> x[0].clone().div_(x[1]));
        add("remainder_", x -> x[0].clone().remainder_(x[1]), x -> x[0].clone().remainder_(x[1]));
        add("add_(2.5)", x -> x[0].clone().add_(2.5), x -> x[0].clone().add_(new Scalar(2.5)));
        add("add_(2)", x -> x[0].clone().add_(2), x -> x[0].clone().add_(new Scalar(2L)));
        add("mul_(0.5)", x -> x[0].clone().mul_(0.5), x -> x[0].clone().mul_(new Scalar(0.5)));
        add("div_(2)", x -> x[0].clone().div_(2), x -> x[0].clone().div_(new Scalar(2L)));
        add("pow_(2)", x -> x[0].clone().pow_(2), x -> x[0].clone().pow_(new Scalar(2L)));
        add(
                "clamp_",
                x -> x[0].clone().clamp_(1, 2),
                x -> x[0].clone().clamp_(new ScalarOptional(new Scalar(1L)), new ScalarOptional(new Scalar(2L))));
        add("clampMin_", x -> x[0].clone().clampMin_(0), x -> x[0].clone().clamp_min_(new Scalar(0L)));
        add("neg_", x -> x[0].clone().neg_(), x -> x[0].clone().neg_());
        add("abs_", x -> x[0].clone().abs_(), x -> x[0].clone().abs_());
        add("sqrt_", x -> x[0].clone().sqrt_(), x -> x[0].clone().sqrt_());
        add("exp_", x -> x[0].clone().exp_(), x -> x[0].clone().exp_());
        add("log_", x -> x[0].clone().log_(), x -> x[0].clone().log_());
        add("sin_", x -> x[0].clone().sin_(), x -> x[0].clone().sin_());
        add("floor_", x -> x[0].clone().floor_(), x -> x[0].clone().floor_());
        add("round_", x -> x[0].clone().round_(), x -> x[0].clone().round_());
        add("relu_", x -> x[0].clone().relu_(), x -> torch.relu_(x[0].clone()));
        add("sigmoid_", x -> x[0].clone().sigmoid_(), x -> x[0].clone().sigmoid_());
        add("tanh_", x -> x[0].clone().tanh_(), x -> x[0].clone().tanh_());
        add(
                "addcmul_",
                x -> x[0].clone().addcmul_(x[0], x[1], 2),
                x -> x[0].clone().addcmul_(x[0], x[1], new Scalar(2L)));
        add(
                "maskedFill_",
                x -> x[0].clone().maskedFill_(x[1].detach().gt(0), 1),
                x -> x[0].clone().masked_fill_(x[1].detach().gt(new Scalar(0)), new Scalar(1L)));
        add("lerp_", x -> x[0].clone().lerp_(x[1], 0.3), x -> x[0].clone().lerp_(x[1], new Scalar(0.3)));
    }

    @Test
    void agreesWithLibtorch() {
        addAll();
        try (Comparer comparer = new Comparer()) {
            for (Case each : cases) {
                for (DType dtype : DType.values()) {
                    for (long[][] sizes : Shapes.PAIRS) {
                        compare(comparer, each, dtype, sizes[0], dtype, sizes[1]);
                    }
                    for (DType other : DType.values()) {
                        compare(comparer, each, dtype, new long[] {3}, other, new long[] {3});
                    }
                }
            }
            assertThat(OracleCases.counted("E7.7", comparer.finish())).isGreaterThan(4500);
        }
    }

    private static void compare(Comparer comparer, Case each, DType a, long[] sizesOfA, DType b, long[] sizesOfB) {
        comparer.compare(
                each.name(),
                2,
                a == b,
                each.engine(),
                each.oracle(),
                Argument.random(comparer.random(), a, sizesOfA),
                Argument.random(comparer.random(), b, sizesOfB));
    }
}
