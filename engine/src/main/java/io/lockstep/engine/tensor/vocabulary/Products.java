package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.Contraction;
import io.lockstep.engine.ops.Matmul;
import io.lockstep.engine.ops.MatrixProduct;
import io.lockstep.engine.tensor.Tensor;

/** Products of vectors, matrices and batches of matrices; einsum is {@link io.lockstep.engine.ops.Einsum}. */
public interface Products {
    Tensor self();

    /**
     * The product of this tensor [.., N, K] or [K] and {@code other} [.., K, M] or [K], as {@code torch.matmul}: batches
     * are broadcast, and the dimension of a vector vanishes.
     */
    default Tensor matmul(Tensor other) {
        return Matmul.apply(self(), other);
    }

    /** This matrix [N, K] times {@code other} [K, M]. */
    default Tensor mm(Tensor other) {
        return Matmul.matrices2d(self(), other);
    }

    /** These matrices [B, N, K] times as many others [B, K, M], one by one. */
    default Tensor bmm(Tensor other) {
        return MatrixProduct.batched(self(), other);
    }

    /** This matrix [N, K] times a vector [K]. */
    default Tensor mv(Tensor vector) {
        return Matmul.matrixVector(self(), vector);
    }

    /** Sum of the products of the elements of two vectors [K]. */
    default Tensor dot(Tensor other) {
        return Matmul.dot(self(), other);
    }

    /** Matrix [N, M] of the products of each element of this vector [N] with each of {@code other} [M]. */
    default Tensor outer(Tensor other) {
        return Matmul.outer(self(), other);
    }

    /** This tensor, broadcast to [N, M], plus a [N, K] b [K, M]. */
    default Tensor addmm(Tensor a, Tensor b) {
        return addmm(a, b, 1, 1);
    }

    /** beta times this tensor, broadcast to [N, M], plus alpha a [N, K] b [K, M]; with beta 0 this tensor does not count. */
    default Tensor addmm(Tensor a, Tensor b, double beta, double alpha) {
        return Matmul.addTo(self(), a.mm(b), beta, alpha);
    }

    /** beta times this tensor, broadcast to [B, N, M], plus alpha a [B, N, K] b [B, K, M], matrix by matrix. */
    default Tensor baddbmm(Tensor a, Tensor b, double beta, double alpha) {
        return Matmul.addTo(self(), a.bmm(b), beta, alpha);
    }

    /** Sums of products over the last {@code dims} dimensions of this tensor and the first ones of {@code other}. */
    default Tensor tensordot(Tensor other, int dims) {
        return Contraction.apply(self(), other, dims);
    }

    /** Sums of products over dimensions {@code dims[i]} of this tensor together with {@code otherDims[i]} of the other. */
    default Tensor tensordot(Tensor other, int[] dims, int[] otherDims) {
        return Contraction.apply(self(), other, dims, otherDims);
    }
}
