package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;

/** Small differentiable words for batches of matrices. */
final class Batches {
    private Batches() {}

    /** The transpose of each matrix [.., N, M]. */
    static Tensor transpose(Tensor x) {
        int[] order = new int[x.dim()];
        for (int d = 0; d < order.length; d++) {
            order[d] = d;
        }
        order[x.dim() - 2] = x.dim() - 1;
        order[x.dim() - 1] = x.dim() - 2;
        return x.permute(order);
    }

    /** Numbers [..] as matrices [.., 1, 1], to multiply each matrix of a batch with. */
    static Tensor scalars(Tensor x) {
        return x.reshape(with(x.shape(), x.dim(), 1, 1));
    }

    /** Vectors [.., N] as columns [.., N, 1]: multiplies or divides the rows of matrices. */
    static Tensor column(Tensor x) {
        return x.reshape(with(x.shape(), x.dim(), 1));
    }

    /** Vectors [.., N] as rows [.., 1, N]: multiplies or divides the columns of matrices. */
    static Tensor row(Tensor x) {
        return x.reshape(with(x.shape(), x.dim() - 1, 1));
    }

    /** The unit matrix [n, n] in the type of {@code like}. */
    static Tensor identity(Tensor like, long n) {
        return like.device().eye(like.dtype(), n, n);
    }

    /** 2^-23 and 2^-52: the distance of 1 to the next number of a type. */
    static double epsilon(DType dtype) {
        return dtype == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1.0f);
    }

    /** Sizes of 1 put in at {@code position}. */
    private static long[] with(Shape shape, int position, long... ones) {
        long[] sizes = new long[shape.dim() + ones.length];
        for (int d = 0; d < sizes.length; d++) {
            if (d < position) {
                sizes[d] = shape.size(d);
            } else if (d < position + ones.length) {
                sizes[d] = ones[d - position];
            } else {
                sizes[d] = shape.size(d - ones.length);
            }
        }
        return sizes;
    }
}
