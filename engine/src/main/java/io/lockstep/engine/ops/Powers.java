package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Powers. Where the exponent is 0 the base gets no gradient, where the base is 0 the exponent gets none. */
public final class Powers {
    private Powers() {}

    /** y = a^b; da = dy b a^(b - 1), db = dy y ln a. */
    public static Tensor pow(Tensor a, Tensor b) {
        Operands of = Operands.promoted("pow", a, b);
        Promotion.requireNumbers("pow", of.a());
        Tensor y = of.compute(BinaryOp.POWER);
        return y.computedBy(new Rule(of.a(), of.b(), y), of.a(), of.b());
    }

    /** y = x^exponent, of whole numbers in float32; dx = dy exponent x^(exponent - 1). */
    public static Tensor pow(Tensor x, double exponent) {
        Tensor base = x.to(Promotion.withFloating(x.dtype()));
        return compute(base, exponent)
                .computedBy(new Unary("pow", base, (dy, saved) -> slope(dy, saved, exponent)), base);
    }

    /**
     * y = x^exponent; dx = dy exponent x^(exponent - 1).
     *
     * @throws IllegalArgumentException if x holds whole numbers and the exponent is negative
     */
    public static Tensor pow(Tensor x, long exponent) {
        DType dtype = Promotion.withWhole(x.dtype());
        if (dtype.isFloating()) {
            return pow(x, (double) exponent);
        }
        if (exponent < 0) {
            throw new IllegalArgumentException("pow does not raise whole numbers to the power of " + exponent
                    + ", since results are no whole numbers; convert them with to(FLOAT32)");
        }
        return pow(x, Promotion.number(x, exponent));
    }

    private static Tensor slope(Tensor dy, Tensor x, double exponent) {
        return exponent == 0
                ? dy.device().zeros(dy.dtype(), dy.shape())
                : dy.mul(pow(x, exponent - 1).mul(exponent));
    }

    /** Roots have kernels of their own, which treat -0 and -inf in another way, as PyTorch's do, of float16 excepted. */
    private static Tensor compute(Tensor x, double exponent) {
        if (exponent == 0.5 && x.dtype() != DType.FLOAT16) {
            return Unary.compute(UnaryOp.of(Function.SQRT), x);
        }
        if (exponent == -0.5 && x.dtype() != DType.FLOAT16) {
            return Unary.compute(UnaryOp.of(Function.RSQRT), x);
        }
        if (exponent == 2) {
            return Unary.compute(UnaryOp.of(Function.SQUARE), x);
        }
        return Unary.compute(UnaryOp.of(Function.POWER, exponent), x);
    }

    private record Rule(Tensor a, Tensor b, Tensor y) implements Operation {
        @Override
        public String name() {
            return "pow";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                Tensor da = dy.mul(b.mul(pow(a, b.sub(1)))).maskedFill(b.eq(0), 0);
                Binary.giveBack(dx, 0, da, a.shape());
            }
            if (dx.wanted(1)) {
                Tensor isFlat = a.eq(0).logicalAnd(b.ge(0));
                Tensor db = dy.mul(y.mul(a.log()).maskedFill(isFlat, 0));
                Binary.giveBack(dx, 1, db, b.shape());
            }
        }
    }
}
