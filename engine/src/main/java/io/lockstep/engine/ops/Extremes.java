package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Largest and smallest elements. NaN counts as both, so that it comes through. */
public final class Extremes {
    private Extremes() {}

    /** The largest or smallest element of all, a scalar; equal ones share its gradient. */
    public static Tensor extreme(boolean largest, Tensor x) {
        String name = largest ? "max" : "min";
        if (x.numel() == 0) {
            throw new IllegalArgumentException(
                    name + "() needs an element, but shape " + x.shape() + " has none; give a dimension");
        }
        return reduce(name, largest, x, Dims.marked(name, x.shape()), false);
    }

    /** The extremes over {@code dims}, all if none is given; equal elements share the gradient. */
    public static Tensor extreme(boolean largest, Tensor x, int[] dims, boolean keepdim) {
        String name = largest ? "amax" : "amin";
        boolean[] marked = Dims.marked(name, x.shape(), dims);
        for (int d = 0; d < marked.length; d++) {
            if (marked[d]) {
                Dims.requireElements(name, x.shape(), d);
            }
        }
        return reduce(name, largest, x, marked, keepdim);
    }

    /** The extremes along {@code dim} and the places of the first of equals, which get the whole gradient. */
    public static ValuesAndIndices along(boolean largest, Tensor x, int dim, boolean keepdim) {
        String name = largest ? "max" : "min";
        int d = Dims.index(x.shape(), dim);
        Tensor indices = argument(name, largest, x, d);
        return ValuesAndIndices.of(Gathering.take(name, x, d, indices), indices, d, keepdim);
    }

    /** Number (int64, a scalar) of the first of the largest or smallest elements in row-major order. */
    public static Tensor argument(boolean largest, Tensor x) {
        String name = largest ? "argmax" : "argmin";
        if (x.numel() == 0) {
            throw new IllegalArgumentException(
                    name + "() needs an element, but shape " + x.shape() + " has none; give a dimension");
        }
        return argument(name, largest, requireNumbers(name, x).detach().reshape(x.numel()), 0)
                .reshape();
    }

    /** Place (int64) along {@code dim} of the first of the largest or smallest elements. */
    public static Tensor argument(boolean largest, Tensor x, int dim, boolean keepdim) {
        String name = largest ? "argmax" : "argmin";
        int d = Dims.index(x.shape(), dim);
        Tensor indices = argument(name, largest, requireNumbers(name, x), d);
        return keepdim || x.dim() == 0 ? indices : UnitDims.squeeze(indices, d);
    }

    static Tensor argument(String name, boolean largest, Tensor x, int dim) {
        Dims.requireElements(name, x.shape(), dim);
        Tensor indices = x.device().empty(DType.INT64, Dims.with(x.shape(), dim, 1));
        x.device().backend().argExtreme(largest, dim, x.array(), indices.array());
        return indices;
    }

    static Tensor requireNumbers(String name, Tensor x) {
        if (x.dtype() == DType.BOOL) {
            throw new IllegalArgumentException(name + " expects numbers but got bool; convert them with to(UINT8)");
        }
        return x;
    }

    private static Tensor reduce(String name, boolean largest, Tensor x, boolean[] marked, boolean keepdim) {
        Shape kept = Dims.kept(x.shape(), marked);
        Tensor extremes = x.device().empty(x.dtype(), kept);
        x.device().backend().reduce(largest ? Reduction.MAX : Reduction.MIN, x.array(), extremes.array());
        Shape shape = keepdim ? kept : Dims.dropped(x.shape(), marked);
        Tensor y = new Tensor(x.device(), extremes.array().view(shape, shape.contiguousStrides(), 0));
        return y.computedBy(new Sharing(name, x, y, kept, name.equals("max") || name.equals("min")), x);
    }

    /**
     * Rule of an operation that gives an element of x: all that are equal to it get the same share of the gradient.
     *
     * @param kept shape of y with the reduced dimensions of size 1
     * @param matchesNaN whether a NaN counts as equal to another
     */
    record Sharing(String name, Tensor x, Tensor y, Shape kept, boolean matchesNaN) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            Tensor extremes = y.detach().reshape(kept.toArray());
            Tensor chosen = Kernels.binary(BinaryOp.EQUAL, x.detach(), extremes);
            if (matchesNaN) {
                Tensor bothNaN =
                        Kernels.binary(BinaryOp.LOGICAL_AND, Kernels.isNaN(x.detach()), Kernels.isNaN(extremes));
                chosen = Kernels.binary(BinaryOp.LOGICAL_OR, chosen, bothNaN);
            }
            Tensor shares = chosen.to(dy.dtype());
            Tensor count = Summation.reduce(shares, kept, kept);
            dx.give(0, dy.reshape(kept.toArray()).mul(shares).div(count));
        }
    }
}
