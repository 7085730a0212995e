package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Tensor;

/** Activations that rise from one bound to another, and their logarithms and linear approximations. */
public final class Sigmoids {
    private Sigmoids() {}

    /** y = 1 / (1 + e^-x), of whole numbers in float32; dx = dy y (1 - y). */
    public static Tensor sigmoid(Tensor x) {
        return Unary.ofOutput(
                "sigmoid",
                Function.SIGMOID,
                Promotion.floating(x),
                (dy, y) -> dy.mul(y.rsub(1).mul(y)));
    }

    /** y = ln sigmoid(x); dx = dy sigmoid(-x). */
    public static Tensor logSigmoid(Tensor x) {
        return Unary.ofInput(
                "logSigmoid",
                Function.LOG_SIGMOID,
                Promotion.requireFloating("logSigmoid", x),
                (dy, input) -> dy.mul(input.neg().sigmoid()));
    }

    /** y = x / (1 + |x|). */
    public static Tensor softsign(Tensor x) {
        return x.div(x.abs().add(1));
    }

    /** y = min(max(x, min), max); dx = dy strictly within the bounds, else 0. */
    public static Tensor hardtanh(Tensor x, double min, double max) {
        Promotion.requireNumbers("hardtanh", x);
        if (!(min <= max)) {
            throw new IllegalArgumentException(
                    "hardtanh expects bounds min <= max but got " + min + " and " + max + "; swap them");
        }
        if (x.dtype() == DType.UINT8 && min < 0) {
            throw new IllegalArgumentException(
                    "hardtanh of uint8 expects bounds of at least 0 but got " + min + "; convert with to(INT16)");
        }
        UnaryOp clamp = new UnaryOp(Function.CLAMP, min, max);
        return Unary.ofInput("hardtanh", clamp, x, (dy, input) -> dy.maskedFill(isOutside(input, min, max), 0));
    }

    /** y = min(max(x + 3, 0), 6) / 6; dx = dy / 6 for |x| below 3, else 0. */
    public static Tensor hardsigmoid(Tensor x) {
        Tensor shifted =
                Unary.compute(new UnaryOp(Function.LINEAR, 1.0 / 6, 0.5), Promotion.requireFloating("hardsigmoid", x));
        Tensor y = Unary.compute(new UnaryOp(Function.CLAMP, 0, 1), shifted);
        return y.computedBy(
                new Unary(
                        "hardsigmoid",
                        x,
                        (dy, input) -> Selection.only(dy.div(6), input.gt(-3).logicalAnd(input.lt(3)))),
                x);
    }

    private static Tensor isOutside(Tensor x, double min, double max) {
        return x.le(min).logicalOr(x.ge(max));
    }
}
