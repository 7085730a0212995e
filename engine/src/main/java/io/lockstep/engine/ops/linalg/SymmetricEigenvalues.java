package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Eigenvalues of symmetric matrices [.., N, N], whose lower triangles are read. With E_ij = l_j - l_i and the skew-symmetric
 * part of v^T dv, which is its part along the rotations that v can make,
 *
 * <pre>da = v (diag(dl) + (v^T dv - dv^T v) / (2 E)) v^T</pre>
 *
 * (Giles 2008, section 3.1). It is infinite where eigenvalues are equal.
 */
public final class SymmetricEigenvalues {
    private SymmetricEigenvalues() {}

    /** Eigenvalues [.., N] in ascending order, and orthonormal eigenvectors, the columns of [.., N, N], of any sign. */
    public record Decomposition(Tensor eigenvalues, Tensor eigenvectors) {}

    /** @throws LinearAlgebraException if an element is infinite or NaN */
    public static Decomposition decompose(Tensor a) {
        HostMatrices matrices = HostMatrices.square("eigh", a);
        matrices.requireFinite();
        int n = matrices.rows();
        HostMatrices.Results values = matrices.results(n);
        HostMatrices.Results vectors = matrices.results(n, n);
        for (int i = 0; i < matrices.count() && n > 0; i++) {
            EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
            if (!eigen.decompose(mirrored(matrices.get(i)))) {
                throw matrices.fault(i, "the iteration did not converge; the matrix is ill-conditioned");
            }
            put(eigen, i, values, vectors);
        }
        Tensor l = values.tensor();
        Tensor v = vectors.tensor();
        return new Decomposition(l.computedBy(new Values(v), a), v.computedBy(new Vectors(l, v), a));
    }

    /** The lower triangle above the diagonal, too. */
    private static DMatrixRMaj mirrored(DMatrixRMaj a) {
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < i; j++) {
                a.unsafe_set(j, i, a.unsafe_get(i, j));
            }
        }
        return a;
    }

    private static void put(
            EigenDecomposition_F64<DMatrixRMaj> eigen,
            int index,
            HostMatrices.Results values,
            HostMatrices.Results vectors) {
        int n = eigen.getNumberOfEigenvalues();
        Integer[] order = new Integer[n];
        Arrays.setAll(order, j -> j);
        Arrays.sort(order, Comparator.comparingDouble(j -> eigen.getEigenvalue(j).real));
        double[] sorted = new double[n];
        DMatrixRMaj columns = new DMatrixRMaj(n, n);
        for (int j = 0; j < n; j++) {
            sorted[j] = eigen.getEigenvalue(order[j]).real;
            DMatrixRMaj vector = eigen.getEigenVector(order[j]);
            for (int i = 0; i < n; i++) {
                columns.unsafe_set(i, j, vector.get(i));
            }
        }
        values.put(index, sorted);
        vectors.put(index, columns);
    }

    private record Values(Tensor v) implements Operation {
        @Override
        public String name() {
            return "eigh";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, v.mul(MatrixBatch.row(dy)).matmul(MatrixBatch.transpose(v)));
        }
    }

    private record Vectors(Tensor l, Tensor v) implements Operation {
        @Override
        public String name() {
            return "eigh";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor transposed = MatrixBatch.transpose(v);
            Tensor along = transposed.matmul(dy);
            Tensor skew = along.sub(MatrixBatch.transpose(along)).mul(0.5);
            Tensor differences = MatrixBatch.row(l).sub(MatrixBatch.column(l)).add(MatrixBatch.identity(l, l.size(-1)));
            dx.give(0, v.matmul(skew.div(differences)).matmul(transposed));
        }
    }
}
