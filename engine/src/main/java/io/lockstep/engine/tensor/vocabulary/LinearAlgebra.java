package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.linalg.Cholesky;
import io.lockstep.engine.ops.linalg.Determinant;
import io.lockstep.engine.ops.linalg.Eigenvalues;
import io.lockstep.engine.ops.linalg.Inverse;
import io.lockstep.engine.ops.linalg.LinearSystem;
import io.lockstep.engine.ops.linalg.Orthogonalization;
import io.lockstep.engine.ops.linalg.PseudoInverse;
import io.lockstep.engine.ops.linalg.SingularValues;
import io.lockstep.engine.ops.linalg.SymmetricEigenvalues;
import io.lockstep.engine.tensor.Tensor;

/**
 * Linear algebra on matrices [.., N, M] of float32 or float64, each of a batch by itself, as in {@code torch.linalg}. It is
 * computed in double on the host, whatever the device. A {@link io.lockstep.engine.ops.linalg.LinearAlgebraException} tells
 * of matrices for which there is no result.
 */
public interface LinearAlgebra {
    Tensor self();

    /** Determinants [..] of square matrices. */
    default Tensor det() {
        return Determinant.apply(self());
    }

    /** Signs and natural logarithms of the absolute values of the determinants, which do not overflow. */
    default Determinant.SignAndLogarithm slogdet() {
        return Determinant.signAndLogarithm(self());
    }

    /** Inverses of square matrices; a singular one is an error. */
    default Tensor inverse() {
        return Inverse.apply(self());
    }

    /** Pseudo-inverses [.., M, N]; singular values up to max(N, M) epsilon of the largest one count as zero. */
    default Tensor pinv() {
        return PseudoInverse.apply(self());
    }

    /** Pseudo-inverses [.., M, N]; singular values up to {@code relativeTolerance} of the largest one count as zero. */
    default Tensor pinv(double relativeTolerance) {
        return PseudoInverse.apply(self(), relativeTolerance);
    }

    /** x with this x = {@code right}, which is [.., N, K], or a vector [N] or one per matrix [.., N]. */
    default Tensor solve(Tensor right) {
        return LinearSystem.solve(self(), right);
    }

    /** Lower triangular l with l l^T = this, of symmetric positive-definite matrices. */
    default Tensor cholesky() {
        return Cholesky.lower(self());
    }

    /** Orthonormal columns q and upper triangles r with q r = this, reduced to K = min(N, M) columns. */
    default Orthogonalization.Decomposition qr() {
        return qr(false);
    }

    /** Orthonormal columns q and upper triangles r with q r = this; a complete q is square. */
    default Orthogonalization.Decomposition qr(boolean complete) {
        return Orthogonalization.decompose(self(), complete);
    }

    /** Full singular value decomposition u diag(s) vh, with square u and vh, as {@code torch.linalg.svd} by default. */
    default SingularValues.Decomposition svd() {
        return svd(true);
    }

    /** Singular value decomposition u diag(s) vh, full or reduced to K = min(N, M) singular vectors. */
    default SingularValues.Decomposition svd(boolean fullMatrices) {
        return SingularValues.decompose(self(), fullMatrices);
    }

    /** Singular values [.., K] in descending order. */
    default Tensor svdvals() {
        return svd(false).s();
    }

    /** Number of singular values (int64) above max(N, M) epsilon of the largest one. */
    default Tensor matrixRank() {
        return SingularValues.rank(self());
    }

    /** Eigenvalues in ascending order and eigenvectors of symmetric matrices, of which the lower triangle is read. */
    default SymmetricEigenvalues.Decomposition eigh() {
        return SymmetricEigenvalues.decompose(self());
    }

    /** Eigenvalues [.., N] of symmetric matrices in ascending order. */
    default Tensor eigvalsh() {
        return eigh().eigenvalues();
    }

    /** Eigenvalues and eigenvectors of square matrices, which may be complex: real and imaginary parts. */
    default Eigenvalues.Decomposition eig() {
        return Eigenvalues.decompose(self());
    }

    /** Sum of the diagonal of a matrix, a scalar. */
    default Tensor trace() {
        if (self().dim() != 2) {
            throw new IllegalArgumentException("trace expects a matrix [N, M] but got shape " + self().shape());
        }
        return self().diagonal(0, 0, 1).sum();
    }

    /** Product of {@code exponent} times the same square matrix, or of its inverse for a negative exponent. */
    default Tensor matrixPower(int exponent) {
        return Inverse.power(self(), exponent);
    }
}
