package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Pseudo-inverses (Moore and Penrose) of matrices [.., N, M]. */
public final class PseudoInverse {
    private PseudoInverse() {}

    /**
     * y [.., M, N] = v diag(1 / s) u^T over the singular values s of a that are above {@code relativeTolerance} times the
     * largest one. With p = y (Golub and Pereyra 1973), da = -p^T dy p^T + (I - a p) dy^T p p^T + p^T p dy^T (I - p a).
     */
    public static Tensor apply(Tensor a, double relativeTolerance) {
        HostMatrices.of("pinv", a);
        SingularValues.Decomposition svd = SingularValues.decompose(a.detach(), false);
        int k = Math.toIntExact(svd.s().size(-1));
        double[] reciprocals = svd.s().toDoubleArray();
        for (int i = 0; k > 0 && i < reciprocals.length; i += k) {
            double least = relativeTolerance * reciprocals[i];
            for (int j = i; j < i + k; j++) {
                reciprocals[j] = reciprocals[j] > least ? 1 / reciprocals[j] : 0;
            }
        }
        Tensor inverted =
                a.device().tensor(reciprocals, svd.s().shape().toArray()).to(a.dtype());
        Tensor y = MatrixBatch.transpose(svd.vh())
                .matmul(MatrixBatch.column(inverted).mul(MatrixBatch.transpose(svd.u())));
        return y.computedBy(new Rule(a, y), a);
    }

    /** With PyTorch's default tolerance, max(N, M) epsilon of the element type. */
    public static Tensor apply(Tensor a) {
        HostMatrices.of("pinv", a);
        return apply(a, Math.max(a.size(-2), a.size(-1)) * MatrixBatch.epsilon(a.dtype()));
    }

    private record Rule(Tensor a, Tensor p) implements Operation {
        @Override
        public String name() {
            return "pinv";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor transposed = MatrixBatch.transpose(p);
            Tensor towards = MatrixBatch.transpose(dy);
            Tensor inner = transposed.matmul(dy).matmul(transposed).neg();
            // (I - a p) towards p p^T and p^T p towards (I - p a), both [.., N, M].
            Tensor rows = towards.matmul(p).matmul(transposed);
            Tensor columns = transposed.matmul(p).matmul(towards);
            Tensor left = rows.sub(a.matmul(p.matmul(rows)));
            Tensor right = columns.sub(columns.matmul(p).matmul(a));
            dx.give(0, inner.add(left).add(right));
        }
    }
}
