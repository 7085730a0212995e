package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Pointwise functions of one tensor. */
public final class Functions {
    private Functions() {}

    /** y = -x; dx = -dy. */
    public static Tensor negate(Tensor x) {
        return compute(UnaryOp.NEGATE, x).computedBy(new Negate(), x);
    }

    /** y = e^x; dx = dy y. */
    public static Tensor exp(Tensor x) {
        Tensor y = compute(UnaryOp.EXP, floating("exp", x));
        return y.computedBy(new Exp(y.detach()), x);
    }

    /** y = ln x; dx = dy / x. */
    public static Tensor log(Tensor x) {
        return compute(UnaryOp.LOG, floating("log", x)).computedBy(new Log(x), x);
    }

    /** y = max(x, 0); dx = dy where y is above 0, else 0 (so the gradient at 0 is 0, as in PyTorch). */
    public static Tensor relu(Tensor x) {
        Tensor y = compute(UnaryOp.RELU, floating("relu", x));
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

    private static Tensor compute(UnaryOp op, Tensor x) {
        Tensor y = x.device().empty(x.dtype(), x.shape());
        x.device().backend().unary(op, x.array(), y.array());
        return y;
    }

    private static Tensor floating(String name, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    name + " expects a floating tensor but got " + x.dtype() + "; convert it with to(FLOAT32)");
        }
        return x;
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

    private record Exp(Tensor y) implements Operation {
        @Override
        public String name() {
            return "exp";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.mul(y));
        }
    }

    private record Log(Tensor x) implements Operation {
        @Override
        public String name() {
            return "log";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.div(x));
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
