package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * Pointwise sums and products of two tensors, broadcast to one shape and promoted to one element type. The gradient of a
 * broadcast input is summed back.
 */
public final class Arithmetic {
    private Arithmetic() {}

    /** y = a + b; da = db = dy. */
    public static Tensor add(Tensor a, Tensor b) {
        Operands of = Operands.promoted("add", a, b);
        return of.compute(BinaryOp.ADD).computedBy(new Add(a.shape(), b.shape()), of.a(), of.b());
    }

    /** y = a - b; da = dy, db = -dy. */
    public static Tensor subtract(Tensor a, Tensor b) {
        Promotion.requireNumbers("sub", a);
        Promotion.requireNumbers("sub", b);
        Operands of = Operands.promoted("sub", a, b);
        return of.compute(BinaryOp.SUBTRACT).computedBy(new Subtract(a.shape(), b.shape()), of.a(), of.b());
    }

    /** y = a b; da = dy b, db = dy a. */
    public static Tensor multiply(Tensor a, Tensor b) {
        Operands of = Operands.promoted("mul", a, b);
        return of.compute(BinaryOp.MULTIPLY).computedBy(new Multiply(of.a(), of.b()), of.a(), of.b());
    }

    /** y = a / b, of whole numbers in float32; da = dy / b, db = -dy a / b^2. */
    public static Tensor divide(Tensor a, Tensor b) {
        Operands of = Operands.floating("div", a, b);
        return of.compute(BinaryOp.DIVIDE).computedBy(new Divide(of.a(), of.b()), of.a(), of.b());
    }

    /** y = a + alpha b. */
    public static Tensor add(Tensor a, Tensor b, double alpha) {
        return add(a, scaled("add", a, b, alpha));
    }

    /** y = a - alpha b. */
    public static Tensor subtract(Tensor a, Tensor b, double alpha) {
        return subtract(a, scaled("sub", a, Promotion.requireNumbers("sub", b), alpha));
    }

    /**
     * alpha other, in the type in which {@code x} and {@code other} meet.
     *
     * @throws IllegalArgumentException if that is not floating and alpha is no whole number
     */
    private static Tensor scaled(String name, Tensor x, Tensor other, double alpha) {
        DType dtype = Promotion.resultType(x, other);
        if (alpha == 1) {
            return other.to(dtype);
        }
        if (dtype.isFloating()) {
            return other.to(dtype).mul(alpha);
        }
        if (Math.rint(alpha) != alpha) {
            throw new IllegalArgumentException(name + " of " + dtype + " tensors expects a whole factor but got "
                    + alpha + "; convert one with to(FLOAT32)");
        }
        return other.to(dtype).mul((long) alpha).to(dtype);
    }

    private record Add(Shape a, Shape b) implements Operation {
        @Override
        public String name() {
            return "add";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Binary.giveBack(dx, 0, dy, a);
            Binary.giveBack(dx, 1, dy, b);
        }
    }

    private record Subtract(Shape a, Shape b) implements Operation {
        @Override
        public String name() {
            return "sub";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Binary.giveBack(dx, 0, dy, a);
            if (dx.wanted(1)) {
                Binary.giveBack(dx, 1, dy.neg(), b);
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
                Binary.giveBack(dx, 0, dy.mul(b), a.shape());
            }
            if (dx.wanted(1)) {
                Binary.giveBack(dx, 1, dy.mul(a), b.shape());
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
            if (dx.wanted(0)) {
                Binary.giveBack(dx, 0, dy.div(b), a.shape());
            }
            if (dx.wanted(1)) {
                Binary.giveBack(dx, 1, dy.neg().mul(a.div(b).div(b)), b.shape());
            }
        }
    }
}
