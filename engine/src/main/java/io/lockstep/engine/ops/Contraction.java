package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Sums of products over chosen dimensions, as {@code torch.tensordot}. */
public final class Contraction {
    private Contraction() {}

    /** Over the last {@code dims} dimensions of a and the first ones of b. */
    public static Tensor apply(Tensor a, Tensor b, int dims) {
        if (dims < 0 || dims > a.dim() || dims > b.dim()) {
            throw new IllegalArgumentException("tensordot expects 0 to " + Math.min(a.dim(), b.dim())
                    + " dimensions of shapes " + a.shape() + " and " + b.shape() + " but got " + dims);
        }
        int[] last = new int[dims];
        int[] first = new int[dims];
        for (int i = 0; i < dims; i++) {
            last[i] = a.dim() - dims + i;
            first[i] = i;
        }
        return apply(a, b, last, first);
    }

    /**
     * Over dimensions {@code dimsA[i]} of a together with {@code dimsB[i]} of b; the result has the other dimensions of a,
     * then those of b.
     */
    public static Tensor apply(Tensor a, Tensor b, int[] dimsA, int[] dimsB) {
        long inner = 1;
        for (int i = 0; i < Math.max(dimsA.length, dimsB.length); i++) {
            if (dimsA.length != dimsB.length || a.size(dimsA[i]) != b.size(dimsB[i])) {
                throw new IllegalArgumentException("tensordot of " + a.shape() + " and " + b.shape()
                        + " expects pairs of dimensions of the same size but got " + Arrays.toString(dimsA) + " and "
                        + Arrays.toString(dimsB));
            }
            inner *= a.size(dimsA[i]);
        }
        int[] keptA = others(a, dimsA);
        int[] keptB = others(b, dimsB);
        long[] sizes = new long[keptA.length + keptB.length];
        long rows = 1;
        long columns = 1;
        for (int i = 0; i < sizes.length; i++) {
            boolean ofA = i < keptA.length;
            sizes[i] = ofA ? a.size(keptA[i]) : b.size(keptB[i - keptA.length]);
            rows *= ofA ? sizes[i] : 1;
            columns *= ofA ? 1 : sizes[i];
        }
        Tensor left = a.permute(joined(keptA, dimsA)).reshape(rows, inner);
        Tensor right = b.permute(joined(dimsB, keptB)).reshape(inner, columns);
        return MatrixProduct.apply(left, right).reshape(sizes);
    }

    private static int[] others(Tensor x, int[] dims) {
        int[] others = new int[x.dim()];
        int count = 0;
        for (int d = 0; d < x.dim(); d++) {
            boolean taken = false;
            for (int dim : dims) {
                taken |= x.shape().index(dim) == d;
            }
            if (!taken) {
                others[count++] = d;
            }
        }
        return Arrays.copyOf(others, count);
    }

    private static int[] joined(int[] a, int[] b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
