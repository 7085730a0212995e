package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.backend.UnaryOp.Function;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Powers, roots, exponentials and logarithms of one tensor, whole numbers in float32 where results are fractions. */
public final class Functions {
    private static final double LN_2 = Math.log(2);
    private static final double LN_10 = Math.log(10);

    private Functions() {}

    /** y = -x; dx = -dy. */
    public static Tensor negate(Tensor x) {
        return Unary.compute(UnaryOp.NEGATE, Promotion.requireNumbers("neg", x)).computedBy(new Negate(), x);
    }

    /** y = |x|; dx = dy sign(x), 0 at 0. */
    public static Tensor abs(Tensor x) {
        return Unary.ofInput(
                "abs", Function.ABS, Promotion.requireNumbers("abs", x), (dy, input) -> dy.mul(input.sign()));
    }

    /** y = -1, 0 or 1 (0 of NaN); dx = 0. */
    public static Tensor sign(Tensor x) {
        return Unary.withoutSlope("sign", Function.SIGN, x);
    }

    /** y = 1 / x; dx = -dy y^2. */
    public static Tensor reciprocal(Tensor x) {
        return Unary.ofOutput(
                "reciprocal",
                Function.RECIPROCAL,
                Promotion.floating(x),
                (dy, y) -> dy.neg().mul(y.mul(y)));
    }

    /** y = x^2, of truth values in int64; dx = 2 dy x. */
    public static Tensor square(Tensor x) {
        Tensor numbers = x.to(Promotion.withWhole(x.dtype()));
        return Unary.ofInput("square", Function.SQUARE, numbers, (dy, input) -> dy.mul(input.mul(2)));
    }

    /** y = sqrt(x); dx = dy / (2 y). */
    public static Tensor sqrt(Tensor x) {
        return Unary.ofOutput("sqrt", Function.SQRT, Promotion.floating(x), (dy, y) -> dy.div(y.mul(2)));
    }

    /** y = 1 / sqrt(x); dx = -dy y^3 / 2. */
    public static Tensor rsqrt(Tensor x) {
        return Unary.ofOutput(
                "rsqrt",
                Function.RSQRT,
                Promotion.floating(x),
                (dy, y) -> dy.mul(-0.5).mul(y.mul(y).mul(y)));
    }

    /** y = e^x; dx = dy y. */
    public static Tensor exp(Tensor x) {
        return Unary.ofOutput("exp", UnaryOp.EXP, Promotion.floating(x), Tensor::mul);
    }

    /** y = 2^x; dx = dy y ln 2. */
    public static Tensor exp2(Tensor x) {
        return Unary.ofOutput(
                "exp2",
                Function.EXP2,
                Promotion.floating(x),
                (dy, y) -> dy.mul(y).mul(LN_2));
    }

    /** y = e^x - 1; dx = dy (y + 1). */
    public static Tensor expm1(Tensor x) {
        return Unary.ofOutput("expm1", Function.EXPM1, Promotion.floating(x), (dy, y) -> dy.mul(y.add(1)));
    }

    /** y = ln x; dx = dy / x. */
    public static Tensor log(Tensor x) {
        return Unary.ofInput("log", UnaryOp.LOG, Promotion.floating(x), Tensor::div);
    }

    /** y = log2 x; dx = dy / (x ln 2). */
    public static Tensor log2(Tensor x) {
        return Unary.ofInput("log2", Function.LOG2, Promotion.floating(x), (dy, input) -> dy.div(input.mul(LN_2)));
    }

    /** y = log10 x; dx = dy / (x ln 10). */
    public static Tensor log10(Tensor x) {
        return Unary.ofInput("log10", Function.LOG10, Promotion.floating(x), (dy, input) -> dy.div(input.mul(LN_10)));
    }

    /** y = ln(1 + x); dx = dy / (1 + x). */
    public static Tensor log1p(Tensor x) {
        return Unary.ofInput("log1p", Function.LOG1P, Promotion.floating(x), (dy, input) -> dy.div(input.add(1)));
    }

    /** y = max(x, 0); dx = dy where y is above 0, else 0 (so the gradient at 0 is 0, as in PyTorch). */
    public static Tensor relu(Tensor x) {
        Tensor y = Unary.compute(UnaryOp.RELU, Promotion.requireNumbers("relu", x));
        return y.computedBy(new Relu(y.array()), x);
    }

    /** y = x in another element type; dx = dy in that of x. */
    public static Tensor to(Tensor x, DType dtype) {
        if (x.dtype() == dtype) {
            return x;
        }
        Tensor y = x.device().empty(dtype, x.shape());
        x.device().backend().copy(x.array(), y.array());
        return dtype.isFloating() ? y.computedBy(new To(x.dtype()), x) : y;
    }

    private record Negate() implements Operation {
        @Override
        public String name() {
            return "neg";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.neg());
        }
    }

    private record Relu(NdArray y) implements Operation {
        @Override
        public String name() {
            return "relu";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dy.device().backend().binary(BinaryOp.RELU_BACKWARD, dy.array(), y, dx.into(0));
        }

        /** The gradient passes where the result is above 0, and so does its own gradient. */
        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            Tensor passed = dy.device().empty(dy.dtype(), dy.shape());
            dy.device().backend().binary(BinaryOp.RELU_BACKWARD, dy.array(), y, passed.array());
            dx.give(0, passed.computedBy(this, dy));
        }
    }

    private record To(DType from) implements Operation {
        @Override
        public String name() {
            return "to";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.to(from));
        }
    }
}
