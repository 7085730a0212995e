package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.ops.Joining;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import org.ejml.data.DMatrixRMaj;

/** QR decomposition of matrices [.., N, M] into orthonormal columns and upper triangles, with K = min(N, M). */
public final class Orthogonalization {
    private Orthogonalization() {}

    /** a = q r, with q [.., N, K] and r [.., K, M]; or q [.., N, N] and r [.., N, M] of a complete decomposition. */
    public record Decomposition(Tensor q, Tensor r) {}

    /**
     * For N >= M, da = (dq + q S) r^-T, where S is symmetric with the upper triangle of dr r^T - q^T dq. For N < M the
     * first N columns a1 = q r1 have those gradients, where dq also has a2 dr2^T, and the other columns a2 = q r2 have
     * da2 = q dr2. A complete decomposition of N > M has no gradient.
     */
    public static Decomposition decompose(Tensor a, boolean complete) {
        HostMatrices matrices = HostMatrices.of("qr", a);
        int inner = complete ? matrices.rows() : matrices.smallerSize();
        HostMatrices.Results qs = matrices.results(matrices.rows(), inner);
        HostMatrices.Results rs = matrices.results(inner, matrices.columns());
        for (int i = 0; i < matrices.count(); i++) {
            Reflections reflections = new Reflections(matrices.get(i));
            qs.put(i, reflections.q(inner));
            rs.put(i, reflections.r(inner));
        }
        Tensor q = qs.tensor();
        Tensor r = rs.tensor();
        return new Decomposition(q.computedBy(new Columns(q, r), a), r.computedBy(new Upper(q, r), a));
    }

    private static DMatrixRMaj leading(int rows, int columns) {
        DMatrixRMaj leading = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < Math.min(rows, columns); i++) {
            leading.unsafe_set(i, i, 1);
        }
        return leading;
    }

    /**
     * Householder's reflections (Golub and Van Loan 2013, section 5.2) with the signs of LAPACK's dgeqrf, which PyTorch
     * shows: none where a column is zero below the diagonal already. EJML always reflects.
     */
    private static final class Reflections {
        private final DMatrixRMaj r;
        private final double[][] normals;

        Reflections(DMatrixRMaj a) {
            r = a;
            normals = new double[Math.min(a.numRows, a.numCols)][];
            for (int k = 0; k < normals.length; k++) {
                normals[k] = normal(k);
                reflect(r, normals[k], k, k);
            }
        }

        /** The reflection's normal v, so long that I - v v^T reflects; no elements where nothing is to be done. */
        private double[] normal(int k) {
            double below = 0;
            for (int i = k + 1; i < r.numRows; i++) {
                below = Math.hypot(below, r.unsafe_get(i, k));
            }
            if (below == 0) {
                return new double[0];
            }
            double diagonal = r.unsafe_get(k, k);
            double norm = Math.hypot(diagonal, below);
            double[] v = new double[r.numRows];
            for (int i = k; i < v.length; i++) {
                v[i] = r.unsafe_get(i, k) / norm;
            }
            v[k] += Math.copySign(1, diagonal);
            double scale = Math.sqrt(Math.abs(v[k]));
            for (int i = k; i < v.length; i++) {
                v[i] /= scale;
            }
            return v;
        }

        private static void reflect(DMatrixRMaj x, double[] v, int firstRow, int firstColumn) {
            if (v.length == 0) {
                return;
            }
            for (int j = firstColumn; j < x.numCols; j++) {
                double along = 0;
                for (int i = firstRow; i < x.numRows; i++) {
                    along += v[i] * x.unsafe_get(i, j);
                }
                for (int i = firstRow; i < x.numRows; i++) {
                    x.unsafe_set(i, j, x.unsafe_get(i, j) - along * v[i]);
                }
            }
        }

        DMatrixRMaj q(int columns) {
            DMatrixRMaj q = leading(r.numRows, columns);
            for (int k = normals.length - 1; k >= 0; k--) {
                reflect(q, normals[k], k, 0);
            }
            return q;
        }

        DMatrixRMaj r(int rows) {
            DMatrixRMaj upper = new DMatrixRMaj(rows, r.numCols);
            for (int i = 0; i < rows; i++) {
                for (int j = i; j < r.numCols; j++) {
                    upper.unsafe_set(i, j, r.unsafe_get(i, j));
                }
            }
            return upper;
        }
    }

    /** The rule for dq. */
    private record Columns(Tensor q, Tensor r) implements Operation {
        @Override
        public String name() {
            return "qr";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            requireUnique(q, r);
            Tensor first = first(r);
            Tensor inner = MatrixBatch.transpose(q).matmul(dy).neg().triu();
            Tensor da = timesInverse(q, first, dy.add(q.matmul(symmetric(inner))));
            dx.give(0, joined(da, zerosBeyond(dy, r)));
        }
    }

    /** The rule for dr. */
    private record Upper(Tensor q, Tensor r) implements Operation {
        @Override
        public String name() {
            return "qr";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            requireUnique(q, r);
            Tensor first = first(r);
            Tensor inner = first(dy).matmul(MatrixBatch.transpose(first));
            if (r.size(-2) == r.size(-1)) {
                dx.give(0, timesInverse(q, first, q.matmul(symmetric(inner.triu()))));
                return;
            }
            Tensor beyond = beyond(dy);
            Tensor dq = q.matmul(beyond(r)).matmul(MatrixBatch.transpose(beyond));
            Tensor both = inner.sub(MatrixBatch.transpose(q).matmul(dq));
            Tensor da = timesInverse(q, first, dq.add(q.matmul(symmetric(both.triu()))));
            dx.give(0, joined(da, q.matmul(beyond)));
        }
    }

    private static void requireUnique(Tensor q, Tensor r) {
        if (r.size(-2) > r.size(-1)) {
            throw new IllegalArgumentException(
                    "qr has no gradient for a complete decomposition of more rows than columns" + " (q " + q.shape()
                            + ", r " + r.shape() + "); take the reduced one");
        }
    }

    /** X + X^T with the diagonal of X. */
    private static Tensor symmetric(Tensor upper) {
        return upper.add(MatrixBatch.transpose(upper.triu(1)));
    }

    /** X r^-T. */
    private static Tensor timesInverse(Tensor q, Tensor r, Tensor x) {
        return q.numel() == 0 ? x : MatrixBatch.transpose(LinearSystem.solve(r, MatrixBatch.transpose(x)));
    }

    /** The first columns [.., K, K] of [.., K, M]. */
    private static Tensor first(Tensor x) {
        return x.narrow(-1, 0, x.size(-2));
    }

    /** The other columns [.., K, M - K] of [.., K, M]. */
    private static Tensor beyond(Tensor x) {
        return x.narrow(-1, x.size(-2), x.size(-1) - x.size(-2));
    }

    private static Tensor zerosBeyond(Tensor dq, Tensor r) {
        long[] sizes = dq.shape().toArray();
        sizes[sizes.length - 1] = r.size(-1) - r.size(-2);
        return dq.device().zeros(dq.dtype(), sizes);
    }

    private static Tensor joined(Tensor first, Tensor beyond) {
        return beyond.size(-1) == 0 ? first : Joining.cat(-1, first, beyond);
    }
}
