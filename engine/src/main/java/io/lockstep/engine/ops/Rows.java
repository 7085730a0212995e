package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Whole rows of a tensor by their numbers: the parts at given indices (int64 or int32 [n]) of one dimension. */
public final class Rows {
    private Rows() {}

    /** The parts of x at {@code index} in dimension {@code dim}, in that order. */
    public static Tensor indexSelect(Tensor x, int dim, Tensor index) {
        int d = Dims.index(x.shape(), dim);
        return take("indexSelect", x, d, checked("indexSelect", x, d, index));
    }

    /** A copy of x in which {@code alpha} times each part of {@code source} was added to the part at its index. */
    public static Tensor indexAdd(Tensor x, int dim, Tensor index, Tensor source, double alpha) {
        int d = Dims.index(x.shape(), dim);
        Tensor places = checked("indexAdd", x, d, index);
        requireParts("indexAdd", x, d, places, source);
        Tensor scaled = alpha == 1 ? source : source.mul(alpha);
        return Gathering.add("indexAdd", x, d, repeated(places, source.shape(), d), scaled);
    }

    /** A copy of x in which the parts of {@code source} have taken the places at {@code index}. */
    public static Tensor indexCopy(Tensor x, int dim, Tensor index, Tensor source) {
        int d = Dims.index(x.shape(), dim);
        Tensor places = checked("indexCopy", x, d, index);
        requireParts("indexCopy", x, d, places, source);
        return Gathering.put("indexCopy", x, d, repeated(places, source.shape(), d), source);
    }

    /** A copy of x in which the parts at {@code index} are filled with {@code value}. */
    public static Tensor indexFill(Tensor x, int dim, Tensor index, double value) {
        int d = Dims.index(x.shape(), dim);
        Tensor places = checked("indexFill", x, d, index);
        Shape parts = Dims.with(x.shape(), d, places.numel());
        return Gathering.fill("indexFill", x, d, repeated(places, parts, d), value);
    }

    /** The elements of x, seen as one row, at {@code index}; of index's shape. Negative indices count from the end. */
    public static Tensor take(Tensor x, Tensor index) {
        Tensor places = IndexValues.checked("take", index, 0, x.numel(), true);
        Tensor taken = Gathering.take("take", x.reshape(-1), 0, places.reshape(places.numel()));
        return taken.reshape(index.shape().toArray());
    }

    /** As gather, with x and {@code index} broadcast in all dimensions but {@code dim}. */
    public static Tensor takeAlongDim(Tensor x, Tensor index, int dim) {
        int d = x.shape().index(dim);
        if (x.dim() != index.dim()) {
            throw new IllegalArgumentException("takeAlongDim expects an index of as many dimensions as " + x.shape()
                    + " but got " + index.shape());
        }
        Shape all = Broadcasting.shape("takeAlongDim", Dims.with(x.shape(), d, 1), Dims.with(index.shape(), d, 1));
        Tensor wide = UnitDims.expand(x, Dims.with(all, d, x.size(d)));
        return Gathering.gather(wide, d, UnitDims.expand(index, Dims.with(all, d, index.size(d))));
    }

    /** As {@link #indexSelect}, for checked indices [n] in int64. */
    static Tensor take(String name, Tensor x, int dim, Tensor index) {
        Shape shape = Dims.with(x.shape(), dim, index.numel());
        return Gathering.take(name, x, dim, repeated(index, shape, dim));
    }

    /** The indices [n] for every element of parts of this shape. */
    private static Tensor repeated(Tensor index, Shape parts, int dim) {
        if (parts.dim() == 0) {
            return index.reshape();
        }
        long[] sizes = new long[parts.dim()];
        Arrays.fill(sizes, 1);
        sizes[dim] = index.numel();
        return UnitDims.expand(index.reshape(sizes), parts);
    }

    private static Tensor checked(String name, Tensor x, int dim, Tensor index) {
        if (index.dim() > 1) {
            throw new IllegalArgumentException(name + " expects indices [n] but got shape " + index.shape());
        }
        if (x.dim() == 0 && index.numel() != 1) {
            throw new IllegalArgumentException(name + " of a scalar expects one index but got " + index.numel());
        }
        return IndexValues.checked(name, index, dim, Dims.size(x.shape(), dim), false);
    }

    private static void requireParts(String name, Tensor x, int dim, Tensor index, Tensor source) {
        Gathering.requireType(name, x, source);
        Shape expected = Dims.with(x.shape(), dim, index.numel());
        if (!source.shape().equals(expected)) {
            throw new IllegalArgumentException(name + " along dimension " + dim + " of " + x.shape() + " with "
                    + index.numel() + " indices expects a source " + expected + " but got " + source.shape());
        }
    }
}
