package io.lockstep.engine.ops;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Other shapes of the same elements. */
public final class Views {
    private Views() {}

    /** The elements in row-major order in another shape, one size of which may be -1; copied only if not contiguous. */
    public static Tensor reshape(Tensor x, long... sizes) {
        Shape shape = resolve(x.shape(), sizes);
        NdArray source = x.array();
        if (!source.isContiguous()) {
            source = NdArray.deferred(x.device().allocator(), x.dtype(), x.shape());
            x.device().backend().copy(x.array(), source);
        }
        NdArray view = source.view(shape, shape.contiguousStrides(), source.offset());
        Tensor y = new Tensor(x.device(), view);
        return (source == x.array() ? y.viewOf(x) : y).computedBy(new Reshape(x.shape()), x);
    }

    /** Dimensions from {@code startDim} on as one. */
    public static Tensor flatten(Tensor x, int startDim) {
        int start = x.shape().index(startDim);
        long[] sizes = Arrays.copyOf(x.shape().toArray(), start + 1);
        sizes[start] = 1;
        for (int d = start; d < x.dim(); d++) {
            sizes[start] *= x.size(d);
        }
        return reshape(x, sizes);
    }

    /** Dimension {@code d} of the result is dimension {@code order[d]} of x; no element moves. */
    public static Tensor permute(Tensor x, int... order) {
        long[] sizes = new long[order.length];
        long[] strides = new long[order.length];
        boolean[] used = new boolean[x.dim()];
        for (int d = 0; d < order.length; d++) {
            int from = x.shape().index(order[d]);
            sizes[d] = x.size(from);
            strides[d] = x.array().stride(from);
            used[from] = true;
        }
        for (boolean each : used) {
            if (!each || order.length != x.dim()) {
                throw new IllegalArgumentException("permute of shape " + x.shape()
                        + " expects each dimension once but got " + Arrays.toString(order));
            }
        }
        NdArray view = x.array().view(Shape.of(sizes), strides, x.array().offset());
        return new Tensor(x.device(), view).viewOf(x).computedBy(new Permute(order.clone(), x.shape()), x);
    }

    private static Shape resolve(Shape from, long[] sizes) {
        long[] resolved = sizes.clone();
        long known = 1;
        int open = -1;
        for (int d = 0; d < sizes.length; d++) {
            if (sizes[d] == -1 && open < 0) {
                open = d;
            } else {
                known *= sizes[d];
            }
        }
        if (open >= 0 && known > 0) {
            resolved[open] = from.numel() / known;
            known *= resolved[open];
        }
        if (known != from.numel() || (open >= 0 && resolved[open] < 0)) {
            throw new IllegalArgumentException("reshape cannot turn shape " + from + " of " + from.numel()
                    + " elements into " + Arrays.toString(sizes));
        }
        return Shape.of(resolved);
    }

    private record Reshape(Shape x) implements Operation {
        @Override
        public String name() {
            return "reshape";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy.reshape(x.toArray()));
        }
    }

    private record Permute(int[] order, Shape x) implements Operation {
        @Override
        public String name() {
            return "permute";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            int[] inverse = new int[order.length];
            for (int d = 0; d < order.length; d++) {
                inverse[x.index(order[d])] = d;
            }
            dx.give(0, dy.permute(inverse));
        }
    }
}
