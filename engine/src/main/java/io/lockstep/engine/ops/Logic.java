package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Tensor;

/** Logical operations, for which all but 0 is true, and those on the bits of whole numbers and truth values. */
public final class Logic {
    private Logic() {}

    /** Truth values of a logical operation of two tensors. */
    public static Tensor logical(String name, BinaryOp op, Tensor a, Tensor b) {
        return Operands.promoted(name, a.detach(), b.detach()).compute(op);
    }

    /** Truth values of {@code x is 0}. */
    public static Tensor not(Tensor x) {
        return Unary.compute(UnaryOp.of(Function.LOGICAL_NOT), x);
    }

    /** An operation on bits. */
    public static Tensor bitwise(String name, BinaryOp op, Tensor a, Tensor b) {
        Operands of = Operands.promoted(name, a, b);
        requireBits(name, of.a());
        return of.compute(op);
    }

    /** The bits inverted; of truth values the opposite. */
    public static Tensor bitwiseNot(Tensor x) {
        requireBits("bitwiseNot", x);
        return Unary.compute(UnaryOp.of(Function.BITWISE_NOT), x);
    }

    /** The bits shifted; a right shift keeps the sign. */
    public static Tensor shift(String name, BinaryOp op, Tensor a, Tensor b) {
        Operands of = Operands.promoted(name, a, b);
        requireBits(name, Promotion.requireNumbers(name, of.a()));
        return of.compute(op);
    }

    private static void requireBits(String name, Tensor x) {
        if (x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    name + " works on the bits of whole numbers but got " + x.dtype() + "; convert with to(INT64)");
        }
    }
}
