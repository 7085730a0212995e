package io.lockstep.engine.ops;

import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Tensor;

/** The integral of the normal distribution's bell and its inverse, of whole numbers in float32. */
public final class ErrorFunctions {
    private static final double SLOPE_AT_0 = 2 / Math.sqrt(Math.PI);

    private ErrorFunctions() {}

    /** y = erf x; dx = dy 2 / sqrt(pi) e^(-x^2). */
    public static Tensor erf(Tensor x) {
        return Unary.ofInput("erf", Function.ERF, Promotion.floating(x), (dy, input) -> dy.mul(bell(input)));
    }

    /** y = 1 - erf x; dx = -dy 2 / sqrt(pi) e^(-x^2). */
    public static Tensor erfc(Tensor x) {
        return Unary.ofInput(
                "erfc",
                Function.ERFC,
                Promotion.floating(x),
                (dy, input) -> dy.neg().mul(bell(input)));
    }

    /** y with erf y = x, infinite at -1 and 1; dx = dy sqrt(pi) / 2 e^(y^2). */
    public static Tensor erfinv(Tensor x) {
        return Unary.ofOutput(
                "erfinv",
                Function.ERFINV,
                Promotion.floating(x),
                (dy, y) -> dy.mul(y.square().exp().mul(1 / SLOPE_AT_0)));
    }

    private static Tensor bell(Tensor x) {
        return x.square().neg().exp().mul(SLOPE_AT_0);
    }
}
