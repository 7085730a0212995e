package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Views with dimensions of size 1 added, taken away, or repeated without copies. */
public final class UnitDims {
    private UnitDims() {}

    /**
     * x with dimensions of size 1 repeated, and with new ones in front; -1 leaves a size as it is. The gradients of all
     * repetitions are added up.
     */
    public static Tensor expand(Tensor x, long... sizes) {
        int added = sizes.length - x.dim();
        long[] resolved = sizes.clone();
        boolean fits = added >= 0;
        for (int d = 0; fits && d < sizes.length; d++) {
            long own = d < added ? 1 : x.size(d - added);
            resolved[d] = sizes[d] == -1 && d >= added ? own : sizes[d];
            fits = resolved[d] >= 0 && (resolved[d] == own || own == 1);
        }
        if (!fits) {
            throw new IllegalArgumentException("expand cannot repeat shape " + x.shape() + " to "
                    + Arrays.toString(sizes) + "; only dimensions of size 1 repeat, and new ones come first");
        }
        return expand(x, Shape.of(resolved));
    }

    /** x seen in a shape that it may be broadcast to. */
    static Tensor expand(Tensor x, Shape shape) {
        int added = shape.dim() - x.dim();
        long[] strides = new long[shape.dim()];
        for (int d = added; d < strides.length; d++) {
            boolean repeats = x.size(d - added) == 1 && shape.size(d) != 1;
            strides[d] = repeats ? 0 : x.array().stride(d - added);
        }
        return View.of(x, shape, strides, x.array().offset(), new Expand(x.shape()));
    }

    /** A new dimension of size 1 at {@code dim}, from -(D + 1) to D. */
    public static Tensor unsqueeze(Tensor x, int dim) {
        int dims = x.dim() + 1;
        int at = dim < 0 ? dim + dims : dim;
        if (at < 0 || at >= dims) {
            throw new IndexOutOfBoundsException("unsqueeze of shape " + x.shape() + " puts a dimension at " + -dims
                    + " to " + (dims - 1) + " but got " + dim);
        }
        long[] sizes = new long[dims];
        long[] strides = new long[dims];
        for (int d = 0; d < dims; d++) {
            int from = d < at ? d : d - 1;
            sizes[d] = d == at ? 1 : x.size(from);
            strides[d] = d != at
                    ? x.array().stride(from)
                    : d < x.dim() ? x.size(d) * x.array().stride(d) : 1;
        }
        return View.of(x, Shape.of(sizes), strides, x.array().offset(), new Reshaping.Reshape("unsqueeze", x.shape()));
    }

    /** x without those dimensions among {@code dims}, or among all if none is given, that have size 1. */
    public static Tensor squeeze(Tensor x, int... dims) {
        boolean[] drops = Dims.marked("squeeze", x.shape(), dims);
        long[] strides = new long[x.dim()];
        int count = 0;
        for (int d = 0; d < drops.length; d++) {
            drops[d] &= x.size(d) == 1;
            if (!drops[d]) {
                strides[count++] = x.array().stride(d);
            }
        }
        return View.of(
                x,
                Dims.dropped(x.shape(), drops),
                Arrays.copyOf(strides, count),
                x.array().offset(),
                new Reshaping.Reshape("squeeze", x.shape()));
    }

    private record Expand(Shape x) implements Operation {
        @Override
        public String name() {
            return "expand";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, Broadcasting.sumTo(dy, x));
        }
    }
}
