package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.tensor.Tensor;

/** Logarithms in expressions that would overflow or be undefined if they were computed step by step. */
public final class Logarithms {
    private Logarithms() {}

    /** y = a ln b, and 0 where a is 0 unless b is NaN; da = dy ln b, db = dy a / b. */
    public static Tensor xlogy(Tensor a, Tensor b) {
        Operands of = Operands.floating("xlogy", a, b);
        Tensor logarithm = of.b().detach().log();
        Tensor isZero = of.a().eq(0).logicalAnd(of.b().isnan().logicalNot());
        Tensor y = of.a().detach().mul(logarithm).maskedFill(isZero, 0);
        return y.computedBy(
                new Binary(
                        "xlogy",
                        of.a(),
                        of.b(),
                        (dy, x, z) -> dy.mul(z.log().maskedFill(x.eq(0).logicalAnd(z.le(0)), 0)),
                        (dy, x, z) -> dy.mul(x).div(z)),
                of.a(),
                of.b());
    }

    /** y = ln(e^a + e^b); da = dy / (1 + e^(b - a)), db = dy / (1 + e^(a - b)). */
    public static Tensor logaddexp(Tensor a, Tensor b) {
        Operands of = Operands.promoted("logaddexp", a, b);
        Promotion.requireFloating("logaddexp", of.a());
        Tensor larger = of.compute(BinaryOp.MAXIMUM);
        Tensor distance = of.compute(BinaryOp.SUBTRACT).abs();
        Tensor isInfinity = of.compute(BinaryOp.EQUAL).logicalAnd(larger.isinf());
        Tensor y = Selection.where(
                isInfinity, larger, larger.add(distance.neg().exp().log1p()));
        return y.computedBy(
                new Binary(
                        "logaddexp",
                        of.a(),
                        of.b(),
                        (dy, x, z) -> dy.div(z.sub(x).exp().add(1)),
                        (dy, x, z) -> dy.div(x.sub(z).exp().add(1))),
                of.a(),
                of.b());
    }
}
