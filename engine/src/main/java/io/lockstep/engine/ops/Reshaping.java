package io.lockstep.engine.ops;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The same elements in row-major order in other shapes. */
public final class Reshaping {
    private Reshaping() {}

    /** x in another shape, one size of which may be -1; copied only if no strides could show it so. */
    public static Tensor reshape(Tensor x, long... sizes) {
        return reshape(x, resolve("reshape", x.shape(), sizes));
    }

    private static Tensor reshape(Tensor x, Shape shape) {
        long[] strides = strides(x.array(), shape);
        if (strides != null) {
            return View.of(x, shape, strides, x.array().offset(), new Reshape("reshape", x.shape()));
        }
        NdArray copy = NdArray.deferred(x.device().allocator(), x.dtype(), x.shape());
        x.device().backend().copy(x.array(), copy);
        return new Tensor(x.device(), copy.view(shape, shape.contiguousStrides(), 0))
                .computedBy(new Reshape("reshape", x.shape()), x);
    }

    /**
     * As {@link #reshape}, and never copied.
     *
     * @throws IllegalArgumentException if no strides show the elements in that shape
     */
    public static Tensor view(Tensor x, long... sizes) {
        Shape shape = resolve("view", x.shape(), sizes);
        long[] strides = strides(x.array(), shape);
        if (strides == null) {
            throw new IllegalArgumentException("view cannot show shape " + x.shape() + " with strides "
                    + Arrays.toString(x.array().strides()) + " as " + shape
                    + " without a copy; use reshape(), or contiguous() before");
        }
        return View.of(x, shape, strides, x.array().offset(), new Reshape("view", x.shape()));
    }

    /** Dimensions {@code startDim} to {@code endDim}, both included, as one; a scalar becomes [1]. */
    public static Tensor flatten(Tensor x, int startDim, int endDim) {
        if (x.dim() == 0) {
            return reshape(x, 1);
        }
        int start = x.shape().index(startDim);
        int end = x.shape().index(endDim);
        if (start > end) {
            throw new IllegalArgumentException("flatten expects a startDim before endDim but got " + startDim + " and "
                    + endDim + " for shape " + x.shape());
        }
        long[] sizes = new long[x.dim() - (end - start)];
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = d < start ? x.size(d) : d == start ? 1 : x.size(d + end - start);
        }
        for (int d = start; d <= end; d++) {
            sizes[start] *= x.size(d);
        }
        return reshape(x, Shape.of(sizes));
    }

    /** Dimension {@code dim} as several, one size of which may be -1. */
    public static Tensor unflatten(Tensor x, int dim, long... sizes) {
        int index = x.shape().index(dim);
        if (sizes.length == 0) {
            throw new IllegalArgumentException("unflatten expects the sizes of one dimension or more but got none");
        }
        long[] parts = resolve("unflatten", Shape.of(x.size(index)), sizes).toArray();
        long[] all = new long[x.dim() - 1 + parts.length];
        for (int d = 0; d < all.length; d++) {
            boolean before = d < index;
            boolean inside = !before && d < index + parts.length;
            all[d] = before ? x.size(d) : inside ? parts[d - index] : x.size(d - parts.length + 1);
        }
        return view(x, all);
    }

    private static Shape resolve(String operation, Shape from, long... sizes) {
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
            throw new IllegalArgumentException(operation + " cannot turn shape " + from + " of " + from.numel()
                    + " elements into " + Arrays.toString(sizes));
        }
        return Shape.of(resolved);
    }

    /**
     * Strides that show the elements of {@code array} in {@code shape}, null if there are none. Neighbouring dimensions
     * that lie in one regular row are a chunk, and each chunk is cut into dimensions of its own.
     */
    private static long @Nullable [] strides(NdArray array, Shape shape) {
        if (array.isContiguous()) {
            return shape.contiguousStrides();
        }
        long[] strides = new long[shape.dim()];
        int to = shape.dim() - 1;
        long chunkStride = array.stride(-1);
        long chunk = 1;
        long cut = 1;
        for (int d = array.shape().dim() - 1; d >= 0; d--) {
            chunk *= array.shape().size(d);
            boolean chunkEnds =
                    d == 0 || (array.shape().size(d - 1) != 1 && array.stride(d - 1) != chunk * chunkStride);
            if (chunkEnds) {
                for (; to >= 0 && (cut < chunk || shape.size(to) == 1); to--) {
                    strides[to] = cut * chunkStride;
                    cut *= shape.size(to);
                }
                if (cut != chunk) {
                    return null;
                }
                chunkStride = d == 0 ? 1 : array.stride(d - 1);
                chunk = 1;
                cut = 1;
            }
        }
        return to < 0 ? strides : null;
    }

    /** Rule of an operation that leaves the row-major order as it is: dx = dy in the shape of x. */
    record Reshape(String name, Shape x) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, reshape(dy, x));
        }
    }
}
