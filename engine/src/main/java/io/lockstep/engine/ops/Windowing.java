package io.lockstep.engine.ops;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Views that may show an element several times; its gradients are added up. */
public final class Windowing {
    private Windowing() {}

    /** Windows of {@code size} elements, {@code step} apart, of dimension {@code dim}; a new last dimension runs in them. */
    public static Tensor unfold(Tensor x, int dim, long size, long step) {
        int d = Dims.index(x.shape(), dim);
        if (size < 0 || size > Dims.size(x.shape(), d) || step < 1) {
            throw new IllegalArgumentException("unfold of dimension " + d + " of size " + Dims.size(x.shape(), d)
                    + " expects a size up to that and a step of 1 or more but got " + size + " and " + step);
        }
        if (x.dim() == 0) {
            return Slicing.narrow(x.reshape(1), 0, 0, size);
        }
        long[] sizes = Arrays.copyOf(x.shape().toArray(), x.dim() + 1);
        long[] strides = Arrays.copyOf(x.array().strides(), x.dim() + 1);
        sizes[x.dim()] = size;
        strides[x.dim()] = strides[d];
        sizes[d] = (x.size(d) - size) / step + 1;
        strides[d] *= step;
        Windows rule = new Windows("unfold", x.shape(), whole -> unfold(whole, d, size, step));
        return View.of(x, Shape.of(sizes), strides, x.array().offset(), rule);
    }

    /**
     * The storage's elements at {@code offset} plus multiples of the strides, counted in elements. The gradient flows back to
     * x if that is contiguous; it does not reach elements of the storage that lie outside of x.
     */
    public static Tensor asStrided(Tensor x, long[] sizes, long[] strides, long offset) {
        Shape shape = Shape.of(sizes);
        long last = offset;
        for (int d = 0; d < sizes.length; d++) {
            last += (sizes[d] - 1) * strides[d];
        }
        NdArray array = x.array();
        boolean isWithin = shape.numel() == 0 || last < array.offset() + array.numel();
        if (sizes.length != strides.length || offset < array.offset() || !isWithin || !array.isContiguous()) {
            throw new IllegalArgumentException(
                    "asStrided expects a contiguous tensor, and strides and an offset that stay"
                            + " within its elements, but sizes " + Arrays.toString(sizes) + ", strides "
                            + Arrays.toString(strides) + " and offset " + offset + " do not for " + array);
        }
        long start = offset - array.offset();
        Windows rule = new Windows(
                "asStrided",
                x.shape(),
                whole -> asStrided(whole, sizes, strides, whole.array().offset() + start));
        return View.of(x, shape, strides, offset, rule);
    }

    /** dx of an element is the sum of the dy of all places that show it. */
    private record Windows(String name, Shape x, UnaryOperator<Tensor> view) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            long[] numbers = new long[(int) x.numel()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i;
            }
            Tensor shown = view.apply(dy.device().tensor(numbers, x.toArray()));
            Tensor zeros = dy.device().zeros(dy.dtype(), Shape.of(x.numel()));
            Tensor sum = Gathering.add(name, zeros, 0, shown.reshape(shown.numel()), dy.reshape(dy.numel()));
            dx.give(0, sum.reshape(x.toArray()));
        }
    }
}
