package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Truth values about numbers, through which no gradient flows. */
public final class Comparison {
    private Comparison() {}

    /** Truth values of a comparison, in the type in which both meet. */
    public static Tensor compare(String name, BinaryOp op, Tensor a, Tensor b) {
        return Operands.promoted(name, a.detach(), b.detach()).compute(op);
    }

    /** Truth values of {@code x is NaN}. */
    public static Tensor isNaN(Tensor x) {
        return Unary.compute(UnaryOp.of(Function.IS_NAN), x);
    }

    /** Truth values of {@code x is infinite}. */
    public static Tensor isInfinite(Tensor x) {
        return Unary.compute(UnaryOp.of(Function.IS_INFINITE), x);
    }

    /** Truth values of {@code x is neither infinite nor NaN}. */
    public static Tensor isFinite(Tensor x) {
        return Unary.compute(UnaryOp.of(Function.IS_FINITE), x);
    }

    /**
     * Truth values of |a - b| &lt;= atol + rtol |b|; equal infinities are close, too, and with {@code equalNaN} two NaN.
     *
     * @throws IllegalArgumentException if the element types differ
     */
    public static Tensor isClose(Tensor a, Tensor b, double rtol, double atol, boolean equalNaN) {
        requireOneType("isclose", a, b);
        Tensor x = a.detach();
        Tensor z = b.detach();
        Tensor close = x.eq(z);
        if (equalNaN) {
            close = close.logicalOr(x.isnan().logicalAnd(z.isnan()));
        }
        if (rtol == 0 && atol == 0) {
            return close;
        }
        Tensor distance = Promotion.floating(x).sub(Promotion.floating(z)).abs();
        Tensor allowed = Promotion.floating(z).mul(rtol).abs().add(atol);
        return close.logicalOr(distance.isfinite().logicalAnd(distance.le(allowed)));
    }

    /** Whether all elements are close, see {@link #isClose}. */
    public static boolean allClose(Tensor a, Tensor b, double rtol, double atol, boolean equalNaN) {
        return all(isClose(a, b, rtol, atol, equalNaN));
    }

    /**
     * Whether shapes and all elements are equal.
     *
     * @throws IllegalArgumentException if the element types differ
     */
    public static boolean equal(Tensor a, Tensor b) {
        requireOneType("equal", a, b);
        return a.shape().equals(b.shape()) && all(a.eq(b));
    }

    private static void requireOneType(String name, Tensor a, Tensor b) {
        if (a.dtype() != b.dtype()) {
            throw new IllegalArgumentException(name + " expects tensors of one element type but got " + a.dtype()
                    + " and " + b.dtype() + "; convert one with to()");
        }
    }

    private static boolean all(Tensor truths) {
        if (truths.numel() == 0) {
            return true;
        }
        long[] ones = new long[truths.dim()];
        Arrays.fill(ones, 1);
        Tensor all = truths.device().empty(DType.BOOL, Shape.of(ones));
        NdArray array = all.array();
        truths.device().backend().reduce(Reduction.MIN, truths.array(), array);
        return all.item() != 0;
    }
}
