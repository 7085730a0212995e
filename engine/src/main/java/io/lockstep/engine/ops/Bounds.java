package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Tensor;

/** The larger and the smaller of two tensors, and tensors kept within bounds; NaN stays NaN. */
public final class Bounds {
    private Bounds() {}

    /** y = max(a, b); dy goes to the larger one, half to each of equals. */
    public static Tensor maximum(Tensor a, Tensor b) {
        return Operands.promoted("maximum", a, b)
                .compute(
                        BinaryOp.MAXIMUM,
                        (dy, x, z) -> share(dy, x, z).maskedFill(x.lt(z), 0),
                        (dy, x, z) -> share(dy, x, z).maskedFill(z.lt(x), 0));
    }

    /** y = min(a, b); dy goes to the smaller one, half to each of equals. */
    public static Tensor minimum(Tensor a, Tensor b) {
        return Operands.promoted("minimum", a, b)
                .compute(
                        BinaryOp.MINIMUM,
                        (dy, x, z) -> share(dy, x, z).maskedFill(x.gt(z), 0),
                        (dy, x, z) -> share(dy, x, z).maskedFill(z.gt(x), 0));
    }

    private static Tensor share(Tensor dy, Tensor a, Tensor b) {
        return Selection.where(a.eq(b), dy.div(2), dy);
    }

    /**
     * y = min(max(x, min), max), of whole numbers in float32, where infinite bounds are none; dx = dy where x is within
     * the bounds or on one, else 0.
     */
    public static Tensor clamp(Tensor x, double min, double max) {
        return clamp(Promotion.withFloating(x.dtype()), x, min, max);
    }

    /** y = min(max(x, min), max); dx = dy where x is within the bounds or on one, else 0. */
    public static Tensor clamp(Tensor x, long min, long max) {
        return clamp(Promotion.withWhole(x.dtype()), x, (double) min, (double) max);
    }

    /** y = max(x, min), of whole numbers in float32; dx = dy where x is at least min, else 0. */
    public static Tensor clampMin(Tensor x, double min) {
        return clamp(x, min, Double.POSITIVE_INFINITY);
    }

    /** y = max(x, min); dx = dy where x is at least min, else 0. */
    public static Tensor clampMin(Tensor x, long min) {
        return clamp(Promotion.withWhole(x.dtype()), x, (double) min, Double.POSITIVE_INFINITY);
    }

    /** y = min(x, max), of whole numbers in float32; dx = dy where x is at most max, else 0. */
    public static Tensor clampMax(Tensor x, double max) {
        return clamp(x, Double.NEGATIVE_INFINITY, max);
    }

    /** y = min(x, max); dx = dy where x is at most max, else 0. */
    public static Tensor clampMax(Tensor x, long max) {
        return clamp(Promotion.withWhole(x.dtype()), x, Double.NEGATIVE_INFINITY, (double) max);
    }

    private static Tensor clamp(DType dtype, Tensor x, double min, double max) {
        return Unary.ofInput(
                "clamp",
                new UnaryOp(Function.CLAMP, min, max),
                x.to(dtype),
                (dy, input) -> Selection.only(dy, input.ge(min).logicalAnd(input.le(max))));
    }

    /** y = max(x, min); dx = dy where x is at least min, and dmin = dy elsewhere. */
    public static Tensor clampMin(Tensor x, Tensor min) {
        Operands of = Operands.promoted("clamp", x, min);
        return of.compute(
                BinaryOp.MAXIMUM, (dy, a, b) -> Selection.only(dy, a.ge(b)), (dy, a, b) -> Selection.only(dy, a.lt(b)));
    }

    /** y = min(x, max); dx = dy where x is at most max, and dmax = dy elsewhere. */
    public static Tensor clampMax(Tensor x, Tensor max) {
        Operands of = Operands.promoted("clamp", x, max);
        return of.compute(
                BinaryOp.MINIMUM, (dy, a, b) -> Selection.only(dy, a.le(b)), (dy, a, b) -> Selection.only(dy, a.gt(b)));
    }

    /** y = min(max(x, min), max), bound by bound as in the two functions above. */
    public static Tensor clamp(Tensor x, Tensor min, Tensor max) {
        DType dtype = Promotion.resultType(x, min, max);
        Tensor start = Promotion.requireNumbers("clamp", x.to(dtype));
        return clampMax(clampMin(start, min.to(dtype)), max.to(dtype));
    }
}
