package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Determinants of square matrices [.., N, N] by their LU factorization; that of an empty one is 1. */
public final class Determinant {
    private Determinant() {}

    /**
     * y = det a; da = dy cof a, where cof a = y a^-T. Of a singular matrix U diag(s) V^T (singular value decomposition)
     * the cofactors are det U det V U diag(products of the other s) V^T.
     */
    public static Tensor apply(Tensor a) {
        HostMatrices matrices = HostMatrices.square("det", a);
        HostMatrices.Results results = matrices.results();
        for (int i = 0; i < matrices.count(); i++) {
            results.put(i, new Factorization(matrices.get(i)).determinant());
        }
        Tensor y = results.tensor();
        return y.computedBy(new Det(a, y), a);
    }

    /** Sign and natural logarithm of the absolute value of the determinant; 0 and -infinity if it is 0. */
    public record SignAndLogarithm(Tensor sign, Tensor logabsdet) {}

    /** y = ln |det a|, with the sign, which has no gradient; da = dy a^-T. */
    public static SignAndLogarithm signAndLogarithm(Tensor a) {
        HostMatrices matrices = HostMatrices.square("slogdet", a);
        HostMatrices.Results signs = matrices.results();
        HostMatrices.Results logarithms = matrices.results();
        for (int i = 0; i < matrices.count(); i++) {
            Factorization factorization = new Factorization(matrices.get(i));
            signs.put(i, factorization.sign());
            logarithms.put(i, factorization.logAbsoluteDeterminant());
        }
        return new SignAndLogarithm(signs.tensor(), logarithms.tensor().computedBy(new LogAbsDet(a), a));
    }

    private record Det(Tensor a, Tensor y) implements Operation {
        @Override
        public String name() {
            return "det";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor cofactors = isSingular() ? cofactorsBySingularValues() : cofactorsByInverse();
            dx.give(0, cofactors.mul(MatrixBatch.scalars(dy)));
        }

        private boolean isSingular() {
            for (double determinant : y.toDoubleArray()) {
                if (determinant == 0) {
                    return true;
                }
            }
            return false;
        }

        private Tensor cofactorsByInverse() {
            return MatrixBatch.transpose(Inverse.apply(a)).mul(MatrixBatch.scalars(y));
        }

        private Tensor cofactorsBySingularValues() {
            SingularValues.Decomposition svd = SingularValues.decompose(a, false);
            // Rotations and reflections: their determinants are 1 or -1, and constant.
            Tensor sign = apply(svd.u().detach()).mul(apply(svd.vh().detach()));
            long n = a.size(-1);
            // Row i has all singular values but the i-th, in whose place there is 1.
            Tensor identity = MatrixBatch.identity(a, n);
            Tensor others = MatrixBatch.row(svd.s()).mul(identity.neg().add(1)).add(identity);
            Tensor products = a.device().ones(a.dtype(), svd.s().shape());
            for (int j = 0; j < n; j++) {
                products = products.mul(others.select(-1, j));
            }
            return svd.u().mul(MatrixBatch.row(products)).matmul(svd.vh()).mul(MatrixBatch.scalars(sign));
        }
    }

    private record LogAbsDet(Tensor a) implements Operation {
        @Override
        public String name() {
            return "slogdet";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, MatrixBatch.transpose(Inverse.apply(a)).mul(MatrixBatch.scalars(dy)));
        }
    }
}
