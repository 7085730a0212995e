package io.lockstep.engine.ops.linalg;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.ops.Broadcasting;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Systems of linear equations, as {@code torch.linalg.solve}. */
public final class LinearSystem {
    private LinearSystem() {}

    /**
     * x with a x = b; db = a^-T dx, da = -db x^T.
     *
     * @param a square matrices [.., N, N]
     * @param b right sides [.., N, K]; one vector [N], or one for each matrix [.., N] with the batch of a; batches are
     *     broadcast
     * @throws LinearAlgebraException if a matrix is singular
     */
    public static Tensor solve(Tensor a, Tensor b) {
        HostMatrices.square("solve", a);
        if (a.dtype() != b.dtype()) {
            throw new IllegalArgumentException("solve expects operands of one element type but got " + a.dtype()
                    + " and " + b.dtype() + "; convert one with to()");
        }
        boolean vectors = b.dim() == 1
                || (b.dim() == a.dim() - 1
                        && b.shape().equals(Shape.of(Arrays.copyOf(a.shape().toArray(), b.dim()))));
        Tensor right = vectors ? MatrixBatch.column(b) : b;
        if (right.dim() < 2 || right.size(-2) != a.size(-1)) {
            throw new IllegalArgumentException("solve of matrices " + a.shape() + " expects right sides [.., "
                    + a.size(-1) + ", K] or vectors [" + a.size(-1) + "] but got " + b.shape());
        }
        Shape batch = Broadcasting.shape("solve", batch(a), batch(right));
        Tensor x = matrices(
                a.expand(with(batch, a.size(-2), a.size(-1))),
                right.expand(with(batch, right.size(-2), right.size(-1))));
        return vectors ? x.reshape(Arrays.copyOf(x.shape().toArray(), x.dim() - 1)) : x;
    }

    /** Of matrices and right sides with one batch. */
    private static Tensor matrices(Tensor a, Tensor b) {
        HostMatrices left = HostMatrices.square("solve", a);
        HostMatrices right = HostMatrices.of("solve", b);
        HostMatrices.Results results = left.results(right.rows(), right.columns());
        for (int i = 0; i < left.count(); i++) {
            Factorization factorization = new Factorization(left.get(i));
            int zero = factorization.firstZeroPivot();
            if (zero > 0) {
                throw left.fault(
                        i,
                        "the matrix is singular, its pivot " + zero + " is zero and there is no unique solution; a"
                                + " least-squares one is pinv() times the right side");
            }
            results.put(i, factorization.solve(right.get(i)));
        }
        Tensor x = results.tensor();
        return x.computedBy(new Solve(a, x), a, b);
    }

    private static Shape batch(Tensor x) {
        return Shape.of(Arrays.copyOf(x.shape().toArray(), x.dim() - 2));
    }

    private static long[] with(Shape batch, long rows, long columns) {
        long[] sizes = Arrays.copyOf(batch.toArray(), batch.dim() + 2);
        sizes[batch.dim()] = rows;
        sizes[batch.dim() + 1] = columns;
        return sizes;
    }

    private record Solve(Tensor a, Tensor x) implements Operation {
        @Override
        public String name() {
            return "solve";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor db = matrices(MatrixBatch.transpose(a), dy);
            if (dx.wanted(0)) {
                dx.give(0, db.matmul(MatrixBatch.transpose(x)).neg());
            }
            dx.give(1, db);
        }
    }
}
