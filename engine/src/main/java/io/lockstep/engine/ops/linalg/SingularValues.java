package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Singular value decomposition of matrices [.., N, M], K = min(N, M). The gradient is a sum of three, one for each part
 * (Townsend 2016): with skew(X) = X - X^T and E_ij = s_j^2 - s_i^2
 *
 * <pre>
 * da = u diag(ds) v^T
 *    + u (skew(u^T du) / E) diag(s) v^T + (I - u u^T) du diag(1 / s) v^T
 *    + u diag(s) (skew(v^T dv) / E) v^T + u diag(1 / s) dv^T (I - v v^T)
 * </pre>
 *
 * It is infinite where singular values are equal, and means something only for results that do not depend on the signs of the
 * singular vectors, which are not unique.
 */
public final class SingularValues {
    private SingularValues() {}

    /**
     * a = u diag(s) vh, with u [.., N, K], s [.., K] in descending order and vh [.., K, M]; of a full decomposition u is
     * [.., N, N] and vh [.., M, M].
     */
    public record Decomposition(Tensor u, Tensor s, Tensor vh) {}

    /**
     * The decomposition; the gradients of what a full one has beyond the reduced one do not count.
     *
     * @throws LinearAlgebraException if an element is infinite or NaN
     */
    public static Decomposition decompose(Tensor a, boolean full) {
        HostMatrices matrices = HostMatrices.of("svd", a);
        matrices.requireFinite();
        int k = matrices.smallerSize();
        int left = full ? matrices.rows() : k;
        int right = full ? matrices.columns() : k;
        HostMatrices.Results us = matrices.results(matrices.rows(), left);
        HostMatrices.Results values = matrices.results(k);
        HostMatrices.Results vhs = matrices.results(right, matrices.columns());
        for (int i = 0; i < matrices.count(); i++) {
            Host host = k == 0 ? Host.empty(left, right) : Host.of(matrices, i, full);
            us.put(i, host.u);
            values.put(i, host.s);
            vhs.put(i, host.vh);
        }
        Tensor u = us.tensor();
        Tensor s = values.tensor();
        Tensor vh = vhs.tensor();
        return new Decomposition(
                u.computedBy(new Left(u, s, vh), a),
                s.computedBy(new Values(u, s, vh), a),
                vh.computedBy(new Right(u, s, vh), a));
    }

    /**
     * The number of singular values above max(N, M) epsilon times the largest one (int64 [..]), epsilon being that of the
     * element type.
     */
    public static Tensor rank(Tensor a) {
        Tensor s = decompose(a.detach(), false).s();
        int each = Math.toIntExact(s.size(-1));
        double[] values = s.toDoubleArray();
        long[] sizes = Arrays.copyOf(a.shape().toArray(), a.dim() - 2);
        long[] ranks = new long[Math.toIntExact(Shape.of(sizes).numel())];
        double share = Math.max(a.size(-2), a.size(-1)) * MatrixBatch.epsilon(a.dtype());
        for (int i = 0; i < ranks.length; i++) {
            for (int j = 0; j < each; j++) {
                ranks[i] += values[i * each + j] > share * values[i * each] ? 1 : 0;
            }
        }
        return a.device().tensor(ranks, sizes);
    }

    /** One decomposition on the host. */
    private record Host(DMatrixRMaj u, double[] s, DMatrixRMaj vh) {
        static Host empty(int left, int right) {
            return new Host(CommonOps_DDRM.identity(left), new double[0], CommonOps_DDRM.identity(right));
        }

        static Host of(HostMatrices matrices, int index, boolean full) {
            SingularValueDecomposition_F64<DMatrixRMaj> svd =
                    DecompositionFactory_DDRM.svd(matrices.rows(), matrices.columns(), true, true, !full);
            if (!svd.decompose(matrices.get(index))) {
                throw matrices.fault(index, "the iteration did not converge; the matrix is ill-conditioned");
            }
            DMatrixRMaj u = svd.getU(null, false);
            DMatrixRMaj v = svd.getV(null, false);
            double[] s = Arrays.copyOf(svd.getSingularValues(), matrices.smallerSize());
            SingularOps_DDRM.descendingOrder(u, false, s, s.length, v, false);
            return new Host(u, s, CommonOps_DDRM.transpose(v, null));
        }
    }

    /** What the rules share: the reduced decomposition. */
    private static Tensor sandwich(Tensor u, Tensor inner, Tensor vh) {
        return firstColumns(u, inner.size(-2)).matmul(inner).matmul(firstRows(vh, inner.size(-1)));
    }

    private static Tensor firstColumns(Tensor u, long k) {
        return u.narrow(-1, 0, k);
    }

    private static Tensor firstRows(Tensor vh, long k) {
        return vh.narrow(-2, 0, k);
    }

    /** skew(X) / E, with zeros on the diagonal. */
    private static Tensor skewOverDifferences(Tensor x, Tensor s) {
        Tensor squares = s.mul(s);
        Tensor differences =
                MatrixBatch.row(squares).sub(MatrixBatch.column(squares)).add(MatrixBatch.identity(s, s.size(-1)));
        return x.sub(MatrixBatch.transpose(x)).div(differences);
    }

    private record Values(Tensor u, Tensor s, Tensor vh) implements Operation {
        @Override
        public String name() {
            return "svd";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            long k = s.size(-1);
            dx.give(0, firstColumns(u, k).mul(MatrixBatch.row(dy)).matmul(firstRows(vh, k)));
        }
    }

    private record Left(Tensor u, Tensor s, Tensor vh) implements Operation {
        @Override
        public String name() {
            return "svd";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            long k = s.size(-1);
            Tensor columns = firstColumns(u, k);
            Tensor du = firstColumns(dy, k);
            Tensor along = MatrixBatch.transpose(columns).matmul(du);
            Tensor da = sandwich(u, skewOverDifferences(along, s).mul(MatrixBatch.row(s)), vh);
            if (u.size(-2) > k) {
                Tensor across = du.sub(columns.matmul(along)).div(MatrixBatch.row(s));
                da = da.add(across.matmul(firstRows(vh, k)));
            }
            dx.give(0, da);
        }
    }

    private record Right(Tensor u, Tensor s, Tensor vh) implements Operation {
        @Override
        public String name() {
            return "svd";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            long k = s.size(-1);
            Tensor rows = firstRows(vh, k);
            Tensor dvh = firstRows(dy, k);
            Tensor along = rows.matmul(MatrixBatch.transpose(dvh));
            Tensor da = sandwich(u, MatrixBatch.column(s).mul(skewOverDifferences(along, s)), vh);
            if (vh.size(-1) > k) {
                Tensor across =
                        dvh.sub(MatrixBatch.transpose(along).matmul(rows)).div(MatrixBatch.column(s));
                da = da.add(firstColumns(u, k).matmul(across));
            }
            dx.give(0, da);
        }
    }
}
