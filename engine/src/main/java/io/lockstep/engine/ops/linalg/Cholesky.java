package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import org.ejml.data.DMatrixRMaj;

/** Cholesky's decomposition of symmetric positive-definite matrices [.., N, N], whose lower triangles are read. */
public final class Cholesky {
    private Cholesky() {}

    /**
     * Lower triangular l with l l^T = a; da = l^-T S l^-1, where S is symmetric with half of the lower triangle of l^T dl
     * below its diagonal, and the diagonal halved (Murray 2016, section 3.2).
     *
     * @throws LinearAlgebraException if a matrix is not positive-definite
     */
    public static Tensor lower(Tensor a) {
        HostMatrices matrices = HostMatrices.square("cholesky", a);
        HostMatrices.Results results = matrices.results(matrices.rows(), matrices.rows());
        for (int i = 0; i < matrices.count(); i++) {
            DMatrixRMaj matrix = matrices.get(i);
            int failed = decompose(matrix);
            if (failed > 0) {
                throw matrices.fault(
                        i, "the matrix is not positive-definite, its leading minor of order " + failed + " is not");
            }
            results.put(i, matrix);
        }
        Tensor l = results.tensor();
        return l.computedBy(new Rule(l), a);
    }

    /**
     * Row by row in place (Cholesky-Banachiewicz). EJML's decomposition does not tell which minor failed.
     *
     * @return the order of the first leading minor that is not positive-definite, 0 for none
     */
    private static int decompose(DMatrixRMaj matrix) {
        double[] l = matrix.data;
        int n = matrix.numRows;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = l[i * n + j];
                for (int k = 0; k < j; k++) {
                    rest -= l[i * n + k] * l[j * n + k];
                }
                if (i == j && !(rest > 0)) {
                    return i + 1;
                }
                l[i * n + j] = i == j ? Math.sqrt(rest) : rest / l[j * n + j];
            }
            for (int j = i + 1; j < n; j++) {
                l[i * n + j] = 0;
            }
        }
        return 0;
    }

    private record Rule(Tensor l) implements Operation {
        @Override
        public String name() {
            return "cholesky";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor transposed = MatrixBatch.transpose(l);
            Tensor lower = transposed.matmul(dy).tril();
            Tensor symmetric = lower.add(MatrixBatch.transpose(lower.tril(-1))).mul(0.5);
            Tensor left = LinearSystem.solve(transposed, symmetric);
            // X l^-1 is the transpose of l^-T X^T.
            dx.give(0, MatrixBatch.transpose(LinearSystem.solve(transposed, MatrixBatch.transpose(left))));
        }
    }
}
