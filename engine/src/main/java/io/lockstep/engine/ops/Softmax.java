package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Exponentials along a dimension, divided by their sum. */
public final class Softmax {
    private Softmax() {}

    /** y = e^x / sum of e^x along dimension {@code dim}; dx = y (dy - sum of dy y). */
    public static Tensor softmax(Tensor x, int dim) {
        return apply("softmax", x, dim, false);
    }

    /** y = x - ln(sum of e^x) along dimension {@code dim}; dx = dy - e^y times the sum of dy. */
    public static Tensor logSoftmax(Tensor x, int dim) {
        return apply("logSoftmax", x, dim, true);
    }

    private static Tensor apply(String name, Tensor x, int dim, boolean logarithm) {
        Promotion.requireFloating(name, x);
        if (x.dim() == 0) {
            return apply(name, x.reshape(1), dim, logarithm).reshape();
        }
        int along = x.shape().index(dim);
        Shape shape = x.shape();
        Tensor y = x.device().empty(x.dtype(), shape);
        x.device().backend().softmax(logarithm, along, x.array(), y.array());
        return y.computedBy(logarithm ? new LogSoftmaxRule(y, along) : new SoftmaxRule(y, along), x);
    }

    private record SoftmaxRule(Tensor y, int dim) implements Operation {
        @Override
        public String name() {
            return "softmax";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, y.mul(dy.sub(dy.mul(y).sum(dim, true))));
        }
    }

    private record LogSoftmaxRule(Tensor y, int dim) implements Operation {
        @Override
        public String name() {
            return "logSoftmax";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.sub(y.exp().mul(dy.sum(dim, true))));
        }
    }
}
