package io.lockstep.engine.backend;

import java.util.Arrays;

/** Sizes of the dimensions of an array, outermost first; a scalar has none. Immutable. */
public final class Shape {
    public static final Shape SCALAR = new Shape();

    private final long[] sizes;

    private Shape(long... sizes) {
        this.sizes = sizes;
    }

    /** @throws IllegalArgumentException if a size is negative */
    public static Shape of(long... sizes) {
        for (long size : sizes) {
            if (size < 0) {
                throw new IllegalArgumentException("a shape has sizes of 0 or more, but got " + Arrays.toString(sizes));
            }
        }
        return new Shape(sizes.clone());
    }

    /** Number of dimensions. */
    public int dim() {
        return sizes.length;
    }

    /** Size of dimension {@code dim}; negative dimensions count from the last. */
    public long size(int dim) {
        return sizes[index(dim)];
    }

    /** The dimension meant by {@code dim}, which may count from the last one (-1). */
    public int index(int dim) {
        int index = dim < 0 ? dim + sizes.length : dim;
        if (index < 0 || index >= sizes.length) {
            throw new IndexOutOfBoundsException("dimension " + dim + " does not exist in shape " + this + " of "
                    + sizes.length + " dimensions; use " + -sizes.length + " to " + (sizes.length - 1));
        }
        return index;
    }

    /** Number of elements: the product of all sizes, 1 for a scalar. */
    public long numel() {
        long numel = 1;
        for (long size : sizes) {
            numel = Math.multiplyExact(numel, size);
        }
        return numel;
    }

    /** Strides in elements of a contiguous row-major array of this shape. */
    public long[] contiguousStrides() {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int d = sizes.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= Math.max(1, sizes[d]);
        }
        return strides;
    }

    public long[] toArray() {
        return sizes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
