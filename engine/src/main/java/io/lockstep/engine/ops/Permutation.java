package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Views with the dimensions in another order. */
public final class Permutation {
    private Permutation() {}

    /** Dimension {@code d} of the result is dimension {@code order[d]} of x; no element moves. */
    public static Tensor permute(Tensor x, int... order) {
        int[] from = new int[order.length];
        boolean[] used = new boolean[x.dim()];
        int distinct = 0;
        for (int d = 0; d < order.length; d++) {
            from[d] = x.shape().index(order[d]);
            distinct += used[from[d]] ? 0 : 1;
            used[from[d]] = true;
        }
        if (distinct != x.dim() || order.length != x.dim()) {
            throw new IllegalArgumentException(
                    "permute of shape " + x.shape() + " expects each dimension once but got " + Arrays.toString(order));
        }
        long[] sizes = new long[order.length];
        long[] strides = new long[order.length];
        for (int d = 0; d < order.length; d++) {
            sizes[d] = x.size(from[d]);
            strides[d] = x.array().stride(from[d]);
        }
        return View.of(x, Shape.of(sizes), strides, x.array().offset(), new Permute(from));
    }

    /** Dimensions {@code dim0} and {@code dim1} swapped; a scalar stays as it is. */
    public static Tensor transpose(Tensor x, int dim0, int dim1) {
        int first = Dims.index(x.shape(), dim0);
        int second = Dims.index(x.shape(), dim1);
        int[] order = identity(x.dim());
        if (x.dim() > 0) {
            order[first] = second;
            order[second] = first;
        }
        return permute(x, order);
    }

    /** The transpose of a matrix; a vector or scalar stays as it is. */
    public static Tensor t(Tensor x) {
        if (x.dim() > 2) {
            throw new IllegalArgumentException("t() expects at most 2 dimensions but got shape " + x.shape()
                    + "; use transpose(dim0, dim1) or permute(...)");
        }
        return x.dim() == 2 ? permute(x, 1, 0) : permute(x, identity(x.dim()));
    }

    /** Dimensions {@code source[i]} moved to the places {@code destination[i]}, the others in their order. */
    public static Tensor movedim(Tensor x, int[] source, int[] destination) {
        if (source.length != destination.length) {
            throw new IllegalArgumentException("movedim expects as many sources as destinations but got "
                    + Arrays.toString(source) + " and " + Arrays.toString(destination));
        }
        Dims.marked("movedim", x.shape(), source);
        Dims.marked("movedim", x.shape(), destination);
        if (x.dim() == 0) {
            return permute(x);
        }
        int[] order = new int[x.dim()];
        Arrays.fill(order, -1);
        boolean[] moved = new boolean[x.dim()];
        for (int i = 0; i < source.length; i++) {
            order[x.shape().index(destination[i])] = x.shape().index(source[i]);
            moved[x.shape().index(source[i])] = true;
        }
        int next = 0;
        for (int d = 0; d < order.length; d++) {
            if (order[d] < 0) {
                while (moved[next]) {
                    next++;
                }
                order[d] = next++;
            }
        }
        return permute(x, order);
    }

    /** Undoes a permutation by {@code order}, whose elements are not negative. */
    static int[] inverse(int... order) {
        int[] inverse = new int[order.length];
        for (int d = 0; d < order.length; d++) {
            inverse[order[d]] = d;
        }
        return inverse;
    }

    private static int[] identity(int dims) {
        int[] order = new int[dims];
        for (int d = 0; d < dims; d++) {
            order[d] = d;
        }
        return order;
    }

    private record Permute(int[] order) implements Operation {
        @Override
        public String name() {
            return "permute";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, permute(dy, inverse(order)));
        }
    }
}
