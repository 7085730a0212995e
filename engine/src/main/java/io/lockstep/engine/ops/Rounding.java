package io.lockstep.engine.ops;

import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Tensor;

/** Whole parts and the rest; whole numbers stay as they are. */
public final class Rounding {
    private Rounding() {}

    /** y = largest whole number that is not above x; dx = 0. */
    public static Tensor floor(Tensor x) {
        return Unary.withoutSlope("floor", Function.FLOOR, Promotion.requireNumbers("floor", x));
    }

    /** y = smallest whole number that is not below x; dx = 0. */
    public static Tensor ceil(Tensor x) {
        return Unary.withoutSlope("ceil", Function.CEIL, Promotion.requireNumbers("ceil", x));
    }

    /** y = x without what stands behind the point; dx = 0. */
    public static Tensor trunc(Tensor x) {
        return Unary.withoutSlope("trunc", Function.TRUNC, Promotion.requireNumbers("trunc", x));
    }

    /** y = nearest whole number, of two the even one; dx = 0. */
    public static Tensor round(Tensor x) {
        return Unary.withoutSlope("round", Function.ROUND, Promotion.requireNumbers("round", x));
    }

    /** y = x - trunc(x), with the sign of x; dx = dy. */
    public static Tensor frac(Tensor x) {
        return Promotion.requireFloating("frac", x).sub(x.detach().trunc());
    }
}
