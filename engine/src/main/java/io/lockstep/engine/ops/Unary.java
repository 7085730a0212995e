package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.function.BinaryOperator;

/**
 * The backward half of a pointwise function whose gradient follows from dy and one saved tensor, which is the function's
 * argument or its result.
 */
record Unary(String name, Tensor saved, BinaryOperator<Tensor> gradient) implements Operation {
    /** y = op(x), with dx from dy and x. */
    static Tensor ofInput(String name, UnaryOp op, Tensor x, BinaryOperator<Tensor> gradient) {
        return compute(op, x).computedBy(new Unary(name, x, gradient), x);
    }

    static Tensor ofInput(String name, UnaryOp.Function function, Tensor x, BinaryOperator<Tensor> gradient) {
        return ofInput(name, UnaryOp.of(function), x, gradient);
    }

    /** y = op(x), with dx from dy and y. */
    static Tensor ofOutput(String name, UnaryOp op, Tensor x, BinaryOperator<Tensor> gradient) {
        Tensor y = compute(op, x);
        return y.computedBy(new Unary(name, y, gradient), x);
    }

    static Tensor ofOutput(String name, UnaryOp.Function function, Tensor x, BinaryOperator<Tensor> gradient) {
        return ofOutput(name, UnaryOp.of(function), x, gradient);
    }

    /** y = op(x), a step function: dx = 0. */
    static Tensor withoutSlope(String name, UnaryOp.Function function, Tensor x) {
        return compute(UnaryOp.of(function), x).computedBy(new Flat(name), x);
    }

    /** y = op(x), unrecorded; truth values if it is a predicate. */
    static Tensor compute(UnaryOp op, Tensor x) {
        Tensor y = x.device().empty(op.function().isPredicate() ? DType.BOOL : x.dtype(), x.shape());
        x.device().backend().unary(op, x.array(), y.array());
        return y;
    }

    @Override
    public void backward(Tensor dy, Gradients dx) {
        dx.give(0, gradient.apply(dy, saved));
    }

    /** Of a function that is constant wherever it has a derivative. */
    record Flat(String name) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            for (int i = 0; i < dx.size(); i++) {
                if (dx.wanted(i)) {
                    dx.give(i, dy.device().zeros(dy.dtype(), dy.shape()));
                }
            }
        }
    }
}
