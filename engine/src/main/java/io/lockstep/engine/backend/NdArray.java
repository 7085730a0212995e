package io.lockstep.engine.backend;

import java.util.Arrays;

/**
 * Typed n-dimensional array: what kernels read and write. Element {@code [i0, i1, ...]} lies at
 * {@code offset + i0 * strides[0] + i1 * strides[1] + ...}, counted in elements. Several arrays may share a storage;
 * an array never owns it.
 */
public final class NdArray {
    private final Storage storage;
    private final DType dtype;
    private final Shape shape;
    private final long[] strides;
    private final long offset;

    private NdArray(Storage storage, DType dtype, Shape shape, long[] strides, long offset) {
        this.storage = storage;
        this.dtype = dtype;
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
    }

    /** A contiguous array over the whole of a storage. */
    public static NdArray over(Storage storage, DType dtype, Shape shape) {
        return new NdArray(storage, dtype, shape, shape.contiguousStrides(), 0);
    }

    /** A fresh contiguous array with undefined contents; its memory is taken when first written. */
    public static NdArray deferred(Allocator allocator, DType dtype, Shape shape) {
        return over(Storage.deferred(allocator, shape.numel() * dtype.bytes()), dtype, shape);
    }

    /** Another view of the same elements, which from now on lie in plain order. */
    public NdArray view(Shape shape, long[] strides, long offset) {
        storage.plain();
        return new NdArray(storage, dtype, shape, strides.clone(), offset);
    }

    /** The part at {@code index} of dimension {@code dim}, without that dimension. */
    public NdArray select(int dim, long index) {
        int d = shape.index(dim);
        long[] sizes = new long[strides.length - 1];
        long[] kept = new long[sizes.length];
        for (int from = 0, to = 0; from < strides.length; from++) {
            if (from != d) {
                sizes[to] = shape.size(from);
                kept[to++] = strides[from];
            }
        }
        return view(Shape.of(sizes), kept, offset + index * strides[d]);
    }

    public Storage storage() {
        return storage;
    }

    public DType dtype() {
        return dtype;
    }

    public Shape shape() {
        return shape;
    }

    public long numel() {
        return shape.numel();
    }

    /** Elements between neighbours of dimension {@code dim}. */
    public long stride(int dim) {
        return strides[shape.index(dim)];
    }

    public long[] strides() {
        return strides.clone();
    }

    /** Position of the first element in the storage, in elements. */
    public long offset() {
        return offset;
    }

    /** Whether a change of one may change the other: the ranges of memory between their first and last elements meet. */
    public boolean overlaps(NdArray other) {
        return storage == other.storage
                && numel() > 0
                && other.numel() > 0
                && offset <= other.lastElement()
                && other.offset <= lastElement();
    }

    private long lastElement() {
        long last = offset;
        for (int d = 0; d < strides.length; d++) {
            last += (shape.size(d) - 1) * strides[d];
        }
        return last;
    }

    /** True if the elements lie in row-major order without gaps; dimensions of size 1 may have any stride. */
    public boolean isContiguous() {
        if (numel() == 0) {
            return true;
        }
        long expected = 1;
        for (int d = shape.dim() - 1; d >= 0; d--) {
            long size = shape.size(d);
            if (size != 1 && strides[d] != expected) {
                return false;
            }
            expected *= size;
        }
        return true;
    }

    /** The memory of a contiguous array in plain order, exactly its elements. */
    public Block contiguousBlock() {
        if (!isContiguous()) {
            throw new IllegalStateException("the elements of " + this + " are not contiguous; copy them first");
        }
        if (numel() == 0) {
            return storage.plain().slice(0, 0); // a part of an empty array may begin behind its end
        }
        return storage.plain().slice(offset * dtype.bytes(), numel() * dtype.bytes());
    }

    @Override
    public String toString() {
        return dtype + shape.toString() + " strides " + Arrays.toString(strides);
    }
}
