package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes single elements by indices along one dimension. Gathering and adding scattered elements are each
 * other's gradients.
 */
public final class Gathering {
    private Gathering() {}

    /**
     * y[.., i, ..] = x[.., index[.., i, ..], ..] in dimension {@code dim}; index (int64) has as many dimensions as x and is
     * at most as large in the others.
     */
    public static Tensor gather(Tensor x, int dim, Tensor index) {
        int d = Dims.index(x.shape(), dim);
        requireFit("gather", x.shape(), d, index.shape());
        return take("gather", x, d, checked("gather", x, d, index));
    }

    /** A copy of x in which y[.., index[.., i, ..], ..] = source[.., i, ..]; of equal indices the last one wins. */
    public static Tensor scatter(Tensor x, int dim, Tensor index, Tensor source) {
        return scatter("scatter", x, dim, index, source, false);
    }

    /** A copy of x in which y[.., index[.., i, ..], ..] = {@code value}. */
    public static Tensor scatter(Tensor x, int dim, Tensor index, double value) {
        int d = Dims.index(x.shape(), dim);
        requireFit("scatter", x.shape(), d, index.shape());
        return fill("scatter", x, d, checked("scatter", x, d, index), value);
    }

    /** A copy of x in which each source[.., i, ..] was added to the element [.., index[.., i, ..], ..]. */
    public static Tensor scatterAdd(Tensor x, int dim, Tensor index, Tensor source) {
        return scatter("scatterAdd", x, dim, index, source, true);
    }

    private static Tensor scatter(String name, Tensor x, int dim, Tensor index, Tensor source, boolean adds) {
        int d = Dims.index(x.shape(), dim);
        requireFit(name, x.shape(), d, index.shape());
        requireType(name, x, source);
        if (source.dim() != index.dim()) {
            throw new IllegalArgumentException(
                    name + " expects a source like the index " + index.shape() + " but got " + source.shape());
        }
        Tensor used = source;
        for (int i = 0; i < index.dim(); i++) {
            if (source.size(i) < index.size(i)) {
                throw new IllegalArgumentException(name + " expects a source of at least the index's shape "
                        + index.shape() + " but got " + source.shape());
            }
            used = source.size(i) == index.size(i) ? used : Slicing.narrow(used, i, 0, index.size(i));
        }
        Tensor places = checked(name, x, d, index);
        return adds ? add(name, x, d, places, used) : put(name, x, d, places, used);
    }

    // Of checked arguments

    /** As {@link #gather}, for an operation {@code name} that has checked or made the index. */
    static Tensor take(String name, Tensor x, int dim, Tensor index) {
        Tensor y = x.device().empty(x.dtype(), index.shape());
        x.device().backend().gather(x.array(), dim, index.array(), y.array());
        return y.computedBy(new Take(name, dim, index, x.shape()), x);
    }

    static Tensor add(String name, Tensor x, int dim, Tensor index, Tensor source) {
        return write(Reduction.SUM, x, dim, index, source.array()).computedBy(new Add(name, dim, index), x, source);
    }

    static Tensor put(String name, Tensor x, int dim, Tensor index, Tensor source) {
        return write(null, x, dim, index, source.array()).computedBy(new Put(name, dim, index), x, source);
    }

    static Tensor fill(String name, Tensor x, int dim, Tensor index, double value) {
        NdArray repeated = Broadcasting.expand(Kernels.scalar(x, value).array(), index.shape());
        return write(null, x, dim, index, repeated).computedBy(new Fill(name, dim, index), x);
    }

    private static Tensor write(@Nullable Reduction op, Tensor x, int dim, Tensor index, NdArray source) {
        Tensor y = x.device().empty(x.dtype(), x.shape());
        x.device().backend().copy(x.array(), y.array());
        if (index.numel() > 0) {
            x.device().backend().scatter(op, dim, index.array(), source, y.array());
        }
        return y;
    }

    static void requireType(String name, Tensor x, Tensor source) {
        if (x.dtype() != source.dtype()) {
            throw new IllegalArgumentException(name + " expects a source in " + x.dtype() + " but got " + source.dtype()
                    + "; convert one with to()");
        }
    }

    private static Tensor checked(String name, Tensor x, int dim, Tensor index) {
        if (index.dtype() != DType.INT64) {
            throw new IllegalArgumentException(
                    name + " expects an index in int64 but got " + index.dtype() + "; convert it with to(INT64)");
        }
        return IndexValues.checked(name, index, dim, Dims.size(x.shape(), dim), false);
    }

    private static void requireFit(String name, Shape x, int dim, Shape index) {
        boolean fits = x.dim() == index.dim();
        for (int d = 0; fits && d < x.dim(); d++) {
            fits = d == dim || index.size(d) <= x.size(d);
        }
        if (!fits && index.numel() > 0) {
            throw new IllegalArgumentException(name + " along dimension " + dim + " expects an index of as many"
                    + " dimensions as " + x + " and elsewhere at most as large, but got " + index);
        }
    }

    private record Take(String name, int dim, Tensor index, Shape x) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, add(name, dy.device().zeros(dy.dtype(), x), dim, index, dy));
        }
    }

    private record Add(String name, int dim, Tensor index) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, dy);
            if (dx.wanted(1)) {
                dx.give(1, take(name, dy, dim, index));
            }
        }
    }

    private record Put(String name, int dim, Tensor index) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            if (dx.wanted(0)) {
                dx.give(0, fill(name, dy, dim, index, 0));
            }
            if (dx.wanted(1)) {
                dx.give(1, take(name, dy, dim, index));
            }
        }
    }

    private record Fill(String name, int dim, Tensor index) implements Operation {
        @Override
        public void backward(Tensor dy, Gradients dx) {
            dx.give(0, fill(name, dy, dim, index, 0));
        }
    }
}
