package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Inverses of square matrices [.., N, N]. */
public final class Inverse {
    private Inverse() {}

    /**
     * y = a^-1; da = -y^T dy y^T.
     *
     * @throws LinearAlgebraException if a matrix is singular
     */
    public static Tensor apply(Tensor a) {
        HostMatrices matrices = HostMatrices.square("inverse", a);
        HostMatrices.Results results = matrices.results(matrices.rows(), matrices.rows());
        DMatrixRMaj identity = CommonOps_DDRM.identity(matrices.rows());
        for (int i = 0; i < matrices.count(); i++) {
            Factorization factorization = new Factorization(matrices.get(i));
            int zero = factorization.firstZeroPivot();
            if (zero > 0) {
                throw matrices.fault(
                        i,
                        "the matrix is singular, its pivot " + zero + " is zero and there is no inverse; pinv() gives"
                                + " the pseudo-inverse");
            }
            results.put(i, factorization.solve(identity));
        }
        Tensor y = results.tensor();
        return y.computedBy(new Inv(y), a);
    }

    /** Product of {@code exponent} times the same square matrix, or its inverse where the exponent is negative. */
    public static Tensor power(Tensor a, int exponent) {
        if (a.dim() < 2 || a.size(-1) != a.size(-2)) {
            throw new IllegalArgumentException("matrixPower expects square matrices but got shape " + a.shape());
        }
        if (exponent == 0) {
            return MatrixBatch.identity(a, a.size(-1)).expandAs(a).clone();
        }
        Tensor square = exponent < 0 ? apply(a) : a;
        Tensor product = null;
        for (long left = Math.abs((long) exponent); left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                product = product == null ? square : product.matmul(square);
            }
            if (left > 1) {
                square = square.matmul(square);
            }
        }
        return product == null ? a : product;
    }

    private record Inv(Tensor y) implements Operation {
        @Override
        public String name() {
            return "inverse";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor transposed = MatrixBatch.transpose(y);
            dx.give(0, transposed.matmul(dy).matmul(transposed).neg());
        }
    }
}
