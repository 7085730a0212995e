package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Pointwise sums and products of two tensors, broadcast to one shape. The gradient of a broadcast input is summed back. */
public final class Arithmetic {
    private Arithmetic() {}

    /** y = a + b; da = db = dy. */
    public static Tensor add(Tensor a, Tensor b) {
        return compute("add", BinaryOp.ADD, a, b).computedBy(new Add(a.shape(), b.shape()), a, b);
    }

    /** y = a - b; da = dy, db = -dy. */
    public static Tensor subtract(Tensor a, Tensor b) {
        return compute("sub", BinaryOp.SUBTRACT, a, b).computedBy(new Subtract(a.shape(), b.shape()), a, b);
    }

    /** y = a b; da = dy b, db = dy a. */
    public static Tensor multiply(Tensor a, Tensor b) {
        return compute("mul", BinaryOp.MULTIPLY, a, b).computedBy(new Multiply(a, b), a, b);
    }

    /** y = a / b; da = dy / b, db = -dy a / b^2. */
    public static Tensor divide(Tensor a, Tensor b) {
        return compute("div", BinaryOp.DIVIDE, a, b).computedBy(new Divide(a, b), a, b);
    }

    private static Tensor compute(String name, BinaryOp op, Tensor a, Tensor b) {
        if (a.dtype() != b.dtype()) {
            throw new IllegalArgumentException(name + " expects operands of one element type but got " + a.dtype()
                    + " and " + b.dtype() + "; convert one with to()");
        }
        if (a.dtype() == DType.UINT8) {
            throw new IllegalArgumentException(name + " does not calculate with uint8; convert with to(FLOAT32) first");
        }
        Shape shape = Broadcasting.shape(name, a.shape(), b.shape());
        Tensor y = a.device().empty(a.dtype(), shape);
        a.device()
                .backend()
                .binary(op, Broadcasting.expand(a.array(), shape), Broadcasting.expand(b.array(), shape), y.array());
        return y;
    }

    private record Add(Shape a, Shape b) implements Operation {
        @Override
        public String name() {
            return "add";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            giveBack(dx, 0, dy, a);
            giveBack(dx, 1, dy, b);
        }
    }

    private record Subtract(Shape a, Shape b) implements Operation {
        @Override
        public String name() {
            return "sub";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            giveBack(dx, 0, dy, a);
            if (dx.wanted(1)) {
                giveBack(dx, 1, dy.neg(), b);
            }
        }
    }

    private record Multiply(Tensor a, Tensor b) implements Operation {
        @Override
        public String name() {
            return "mul";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                giveBack(dx, 0, dy.mul(b), a.shape());
            }
            if (dx.wanted(1)) {
                giveBack(dx, 1, dy.mul(a), b.shape());
            }
        }
    }

    private record Divide(Tensor a, Tensor b) implements Operation {
        @Override
        public String name() {
            return "div";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor da = dy.div(b);
            giveBack(dx, 0, da, a.shape());
            if (dx.wanted(1)) {
                giveBack(dx, 1, da.mul(a).div(b).neg(), b.shape());
            }
        }
    }

    private static void giveBack(Gradients dx, int index, Tensor gradient, Shape shape) {
        if (dx.wanted(index)) {
            dx.give(index, Broadcasting.sumTo(gradient, shape));
        }
    }
}
