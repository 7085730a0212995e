package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Tensor;

/** Small differentiable words for batches of matrices. */
final class MatrixBatch {
    private MatrixBatch() {}

    /** The transpose of each matrix [.., N, M]. */
    static Tensor transpose(Tensor x) {
        return x.transpose(-2, -1);
    }

    /** Numbers [..] as matrices [.., 1, 1], to multiply each matrix of a batch with. */
    static Tensor scalars(Tensor x) {
        return x.unsqueeze(-1).unsqueeze(-1);
    }

    /** Vectors [.., N] as columns [.., N, 1]: multiplies or divides the rows of matrices. */
    static Tensor column(Tensor x) {
        return x.unsqueeze(-1);
    }

    /** Vectors [.., N] as rows [.., 1, N]: multiplies or divides the columns of matrices. */
    static Tensor row(Tensor x) {
        return x.unsqueeze(-2);
    }

    /** The unit matrix [n, n] in the type of {@code like}. */
    static Tensor identity(Tensor like, long n) {
        return like.device().eye(like.dtype(), n, n);
    }

    /** 2^-23 and 2^-52: the distance of 1 to the next number of a type. */
    static double epsilon(DType dtype) {
        return dtype == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1.0f);
    }
}
