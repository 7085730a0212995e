package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Product of two matrices, either of which autocast converts: which one is a parameter is not known here. */
public final class MatrixProduct {
    private MatrixProduct() {}

    /** y [N, M] = a [N, K] b [K, M]; da = dy b^T, db = a^T dy. */
    public static Tensor apply(Tensor a, Tensor b) {
        if (a.dim() != 2 || b.dim() != 2 || a.size(1) != b.size(0) || !typesFit(a, b)) {
            throw new IllegalArgumentException("matmul expects [N, K] and [K, M] of one element type but got "
                    + a.dtype() + a.shape() + " and " + b.dtype() + b.shape()
                    + (typesFit(a, b) ? "" : "; convert one with to()"));
        }
        Tensor left = Precision.activation(a);
        Tensor right = Precision.activation(b);
        Tensor y = a.device().empty(left.dtype(), Shape.of(a.size(0), b.size(1)));
        a.device().backend().matmul(left.array(), right.array(), null, y.array());
        return y.computedBy(new Matmul(left, right), left, right);
    }

    /** Autocast makes one type of float32 and bfloat16. */
    private static boolean typesFit(Tensor a, Tensor b) {
        boolean autocast = a.device().autocastType() != null;
        return a.dtype() == b.dtype() || (autocast && isCast(a) && isCast(b));
    }

    private static boolean isCast(Tensor operand) {
        return operand.dtype() == DType.FLOAT32 || operand.dtype() == DType.BFLOAT16;
    }

    private record Matmul(Tensor a, Tensor b) implements Operation {
        @Override
        public String name() {
            return "matmul";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                dy.device().backend().matmul(dy.array(), b.t().array(), null, dx.into(0));
            }
            if (dx.wanted(1)) {
                dy.device().backend().matmul(a.t().array(), dy.array(), null, dx.into(1));
            }
        }

        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                dx.give(0, dy.matmul(b.t()));
            }
            if (dx.wanted(1)) {
                dx.give(1, a.t().matmul(dy));
            }
        }
    }
}
