package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.tensor.Tensor;

/**
 * Whole quotients and remainders. Whole numbers stay whole, and their division by 0 is an {@link ArithmeticException};
 * the quotient is a step function, through which no gradient flows.
 */
public final class Division {
    private Division() {}

    /** To which side a quotient is made whole. */
    public enum Mode {
        /** Towards 0, as in Java. */
        TRUNC,
        /** Towards minus infinity, as in Python. */
        FLOOR
    }

    /** y = a / b made whole; da = db = 0. */
    public static Tensor divide(Tensor a, Tensor b, Mode mode) {
        Operands of = Operands.promoted("div", a, b);
        Promotion.requireNumbers("div with a rounding mode", of.a());
        if (mode == Mode.FLOOR) {
            return recorded("div", of, of.compute(BinaryOp.FLOOR_DIVIDE));
        }
        Tensor quotient = of.compute(BinaryOp.DIVIDE);
        return recorded("div", of, quotient.dtype().isFloating() ? quotient.trunc() : quotient);
    }

    /** y = floor(a / b); da = db = 0. */
    public static Tensor floorDivide(Tensor a, Tensor b) {
        return divide(a, b, Mode.FLOOR);
    }

    /** y = a - b floor(a / b), with the sign of b; da = dy, db = -dy floor(a / b). */
    public static Tensor remainder(Tensor a, Tensor b) {
        Operands of = Operands.promoted("remainder", a, b);
        Promotion.requireNumbers("remainder", of.a());
        return of.compute(
                BinaryOp.REMAINDER, (dy, x, z) -> dy, (dy, x, z) -> dy.neg().mul(divide(x, z, Mode.FLOOR)));
    }

    /** y = a - b trunc(a / b), with the sign of a; da = dy, db = -dy trunc(a / b). */
    public static Tensor fmod(Tensor a, Tensor b) {
        Operands of = Operands.promoted("fmod", a, b);
        Promotion.requireNumbers("fmod", of.a());
        return of.compute(
                BinaryOp.FMOD, (dy, x, z) -> dy, (dy, x, z) -> dy.neg().mul(divide(x, z, Mode.TRUNC)));
    }

    private static Tensor recorded(String name, Operands of, Tensor y) {
        return y.computedBy(
                new Binary(name, of.a(), of.b(), Division::nothing, (dy, x, z) -> nothing(dy, z, x)), of.a(), of.b());
    }

    private static Tensor nothing(Tensor dy, Tensor a, Tensor b) {
        return dy.device().zeros(dy.dtype(), dy.shape());
    }
}
