package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Product of two matrices. */
public final class MatrixProduct {
    private MatrixProduct() {}

    /** y [N, M] = a [N, K] b [K, M]; da = dy b^T, db = a^T dy. */
    public static Tensor apply(Tensor a, Tensor b) {
        if (a.dim() != 2 || b.dim() != 2 || a.size(1) != b.size(0) || a.dtype() != b.dtype()) {
            throw new IllegalArgumentException("matmul expects [N, K] and [K, M] of one element type but got "
                    + a.dtype() + a.shape() + " and " + b.dtype() + b.shape());
        }
        Tensor y = a.device().empty(a.dtype(), Shape.of(a.size(0), b.size(1)));
        a.device().backend().matmul(a.array(), b.array(), null, y.array());
        return y.computedBy(new Matmul(a, b), a, b);
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
    }
}
