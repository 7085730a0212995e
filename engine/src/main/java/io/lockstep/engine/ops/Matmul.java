package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Products of tensors of any number of dimensions, as {@code torch.matmul}: the last two are matrices, all before them a
 * batch that is broadcast; a vector on the left is a row, on the right a column, and that dimension vanishes from the result.
 */
public final class Matmul {
    private Matmul() {}

    /**
     * Product of a [.., N, K] or [K] and b [.., K, M] or [K].
     *
     * @throws IllegalArgumentException if one is a scalar, or sizes or types do not fit
     */
    public static Tensor apply(Tensor a, Tensor b) {
        if (a.dim() == 2 && b.dim() == 2) {
            return MatrixProduct.apply(a, b);
        }
        if (a.dim() == 0 || b.dim() == 0) {
            throw new IllegalArgumentException("matmul expects at least one dimension of each but got " + a.shape()
                    + " and " + b.shape() + "; multiply by scalars with mul()");
        }
        Tensor left = a.dim() == 1 ? a.reshape(1, a.size(0)) : a;
        Tensor right = b.dim() == 1 ? b.reshape(b.size(0), 1) : b;
        if (left.size(-1) != right.size(-2)) {
            throw new IllegalArgumentException("matmul expects [.., N, K] and [.., K, M] but got " + a.shape() + " and "
                    + b.shape() + ": sizes " + left.size(-1) + " and " + right.size(-2) + " of K differ");
        }
        Tensor y = matrices(left, right);
        long[] kept = withoutAdded(y.shape().toArray(), a.dim() == 1, b.dim() == 1);
        return kept.length == y.dim() ? y : y.reshape(kept);
    }

    /** y [N] = a [N, K] b [K]. */
    public static Tensor matrixVector(Tensor a, Tensor b) {
        requireDims("mv", a, 2, b, 1);
        return apply(a, b);
    }

    /** Sum of the products of the elements of a [K] and b [K], a scalar. */
    public static Tensor dot(Tensor a, Tensor b) {
        requireDims("dot", a, 1, b, 1);
        return apply(a, b);
    }

    /** y [N, M] = products of each element of a [N] with each of b [M]. */
    public static Tensor outer(Tensor a, Tensor b) {
        requireDims("outer", a, 1, b, 1);
        return a.reshape(a.size(0), 1).mul(b.reshape(1, b.size(0)));
    }

    /** y [N, M] = a [N, K] b [K, M]. */
    public static Tensor matrices2d(Tensor a, Tensor b) {
        requireDims("mm", a, 2, b, 2);
        return apply(a, b);
    }

    /** y = beta input + alpha product; where beta is 0 the input's values, even NaN, do not count. */
    public static Tensor addTo(Tensor input, Tensor product, double beta, double alpha) {
        Tensor scaled = alpha == 1 ? product : product.mul(alpha);
        Tensor shift = UnitDims.expand(input, product.shape());
        if (beta == 0) {
            return scaled;
        }
        return scaled.add(beta == 1 ? shift : shift.mul(beta));
    }

    private static Tensor matrices(Tensor left, Tensor right) {
        long n = left.size(-2);
        long k = left.size(-1);
        long m = right.size(-1);
        if (left.dim() == 2 && right.dim() == 2) {
            return MatrixProduct.apply(left, right);
        }
        Shape leftBatch = batch(left);
        if (right.dim() == 2) {
            // One matrix for all: one product of many rows instead of many small ones.
            Tensor rows = left.reshape(leftBatch.numel() * n, k);
            return MatrixProduct.apply(rows, right).reshape(with(leftBatch, n, m));
        }
        Shape batch = Broadcasting.shape("matmul", leftBatch, batch(right));
        Tensor y = MatrixProduct.batched(
                left.expand(with(batch, n, k)).reshape(batch.numel(), n, k),
                right.expand(with(batch, k, m)).reshape(batch.numel(), k, m));
        return y.reshape(with(batch, n, m));
    }

    private static void requireDims(String name, Tensor a, int dimsA, Tensor b, int dimsB) {
        if (a.dim() != dimsA || b.dim() != dimsB) {
            throw new IllegalArgumentException(name + " expects operands of " + dimsA + " and " + dimsB
                    + " dimensions but got " + a.shape() + " and " + b.shape() + "; matmul takes any number");
        }
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

    private static long[] withoutAdded(long[] sizes, boolean row, boolean column) {
        long[] kept = Arrays.copyOf(sizes, sizes.length - (row ? 1 : 0) - (column ? 1 : 0));
        if (row && !column) {
            kept[kept.length - 1] = sizes[sizes.length - 1];
        }
        return kept;
    }
}
