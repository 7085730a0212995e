package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Products of two matrices, and of two batches of as many matrices. Autocast converts either operand: which one is a
 * parameter is not known here.
 */
public final class MatrixProduct {
    private MatrixProduct() {}

    /** y [N, M] = a [N, K] b [K, M]; da = dy b^T, db = a^T dy. */
    public static Tensor apply(Tensor a, Tensor b) {
        if (a.dim() != 2 || b.dim() != 2 || a.size(1) != b.size(0)) {
            throw new IllegalArgumentException(
                    "matmul expects [N, K] and [K, M] but got " + a.shape() + " and " + b.shape());
        }
        requireTypes(a, b);
        Tensor left = Precision.activation(a);
        Tensor right = Precision.activation(b);
        Tensor y = a.device().empty(left.dtype(), Shape.of(a.size(0), b.size(1)));
        multiply(a.device(), left.array(), right.array(), null, y.array());
        return y.computedBy(new Matmul(left, right), left, right);
    }

    /** y [B, N, M] = a [B, N, K] b [B, K, M], matrix by matrix; da = dy b^T, db = a^T dy. */
    public static Tensor batched(Tensor a, Tensor b) {
        if (a.dim() != 3 || b.dim() != 3 || a.size(0) != b.size(0) || a.size(2) != b.size(1)) {
            throw new IllegalArgumentException("bmm expects [B, N, K] and [B, K, M] but got " + a.shape() + " and "
                    + b.shape() + "; matmul broadcasts batches of different sizes");
        }
        requireTypes(a, b);
        Tensor left = Precision.activation(a);
        Tensor right = Precision.activation(b);
        Tensor y = a.device().empty(left.dtype(), Shape.of(a.size(0), a.size(1), b.size(2)));
        if (a.size(2) == 0) {
            a.device().backend().fill(y.array(), 0);
        } else if (y.numel() > 0) {
            a.device().backend().batchMatmul(left.array(), right.array(), y.array());
        }
        return y.computedBy(new BatchMatmul(left, right), left, right);
    }

    /** The kernel, where there is something to compute: its implementations expect factors that are not empty. */
    static void multiply(Device device, NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        if (a.shape().size(1) > 0 && y.numel() > 0) {
            device.backend().matmul(a, b, bias, y);
        } else if (bias == null) {
            device.backend().fill(y, 0);
        } else {
            device.backend().copy(Broadcasting.expand(bias, y.shape()), y);
        }
    }

    private static void requireTypes(Tensor a, Tensor b) {
        if (!typesFit(a, b)) {
            throw new IllegalArgumentException("matmul expects operands of one element type but got " + a.dtype()
                    + a.shape() + " and " + b.dtype() + b.shape() + "; convert one with to()");
        }
        if (a.dtype() == DType.BOOL) {
            throw new IllegalArgumentException("matmul does not calculate with bool; convert with to(FLOAT32) first");
        }
    }

    /** Autocast makes one type of float32 and the half precisions. */
    private static boolean typesFit(Tensor a, Tensor b) {
        boolean autocast = a.device().autocastType() != null;
        return a.dtype() == b.dtype() || (autocast && Precision.isCast(a.dtype()) && Precision.isCast(b.dtype()));
    }

    private record Matmul(Tensor a, Tensor b) implements Operation {
        @Override
        public String name() {
            return "matmul";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                multiply(dy.device(), dy.array(), b.t().array(), null, dx.into(0));
            }
            if (dx.wanted(1)) {
                multiply(dy.device(), a.t().array(), dy.array(), null, dx.into(1));
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

    private record BatchMatmul(Tensor a, Tensor b) implements Operation {
        @Override
        public String name() {
            return "bmm";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                dx.give(0, batched(dy, b.permute(0, 2, 1)));
            }
            if (dx.wanted(1)) {
                dx.give(1, batched(a.permute(0, 2, 1), dy));
            }
        }
    }
}
