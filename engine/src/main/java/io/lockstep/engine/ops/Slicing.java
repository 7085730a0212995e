package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;

/** Views of parts of a tensor, along single dimensions. The gradient is 0 outside of the part. */
public final class Slicing {
    private Slicing() {}

    /** The part at {@code index}, which may count from the end, of dimension {@code dim}, without that dimension. */
    public static Tensor select(Tensor x, int dim, long index) {
        if (x.dim() == 0) {
            throw new IndexOutOfBoundsException(
                    "select needs a dimension to choose from, but got a scalar; use item()");
        }
        int d = x.shape().index(dim);
        long at = wrapped("select", index, d, x.size(d));
        return View.of(
                x,
                without(x.shape(), d),
                without(x.array().strides(), d),
                x.array().offset() + at * x.array().stride(d),
                new Part("select", x.shape(), whole -> select(whole, d, at)));
    }

    /** {@code length} elements of dimension {@code dim} from {@code start} on, which may count from the end. */
    public static Tensor narrow(Tensor x, int dim, long start, long length) {
        if (x.dim() == 0) {
            throw new IllegalArgumentException("narrow needs a dimension, but got a scalar");
        }
        int d = x.shape().index(dim);
        long size = x.size(d);
        long from = start < 0 ? start + size : start;
        if (from < 0 || length < 0 || from + length > size) {
            throw new IndexOutOfBoundsException("narrow from " + start + " by " + length + " elements does not lie in"
                    + " dimension " + d + " of size " + size);
        }
        return slice("narrow", x, d, from, length, 1);
    }

    /**
     * Elements start, start + step, ... before {@code end} of dimension {@code dim}, as Python's start:end:step: negative
     * bounds count from the end, and those outside are moved to it.
     */
    public static Tensor slice(Tensor x, int dim, long start, long end, long step) {
        if (x.dim() == 0) {
            throw new IllegalArgumentException("slice needs a dimension, but got a scalar");
        }
        if (step < 1) {
            throw new IllegalArgumentException("slice expects a step of 1 or more but got " + step + "; use flip()");
        }
        int d = x.shape().index(dim);
        long size = x.size(d);
        long from = clamped(start, size);
        long length = (Math.max(0, clamped(end, size) - from) + step - 1) / step;
        return slice("slice", x, d, from, length, step);
    }

    private static Tensor slice(String name, Tensor x, int d, long from, long length, long step) {
        long[] strides = x.array().strides();
        long offset = x.array().offset() + from * strides[d];
        strides[d] *= step;
        Part rule = new Part(name, x.shape(), whole -> slice(name, whole, d, from, length, step));
        return View.of(x, Dims.with(x.shape(), d, length), strides, offset, rule);
    }

    /** The diagonal of dimensions {@code dim1} and {@code dim2} as the last dimension, moved right by {@code offset}. */
    public static Tensor diagonal(Tensor x, long offset, int dim1, int dim2) {
        int rows = x.shape().index(dim1);
        int columns = x.shape().index(dim2);
        if (rows == columns) {
            throw new IllegalArgumentException(
                    "diagonal expects two different dimensions but got " + dim1 + " and " + dim2);
        }
        long firstRow = Math.max(0, -offset);
        long firstColumn = Math.max(0, offset);
        long length = Math.max(0, Math.min(x.size(rows) - firstRow, x.size(columns) - firstColumn));
        long[] strides = x.array().strides();
        long start = length == 0 ? 0 : firstRow * strides[rows] + firstColumn * strides[columns];
        int high = Math.max(rows, columns);
        int low = Math.min(rows, columns);
        long[] others = without(without(strides, high), low);
        long[] sizes = without(without(x.shape().toArray(), high), low);
        return View.of(
                x,
                Shape.of(appended(sizes, length)),
                appended(others, strides[rows] + strides[columns]),
                x.array().offset() + start,
                new Part("diagonal", x.shape(), whole -> diagonal(whole, offset, rows, columns)));
    }

    /**
     * The place meant by {@code index}, which may count from the end.
     *
     * @throws IndexOutOfBoundsException naming dimension, size and index
     */
    static long wrapped(String operation, long index, int dim, long size) {
        if (index < -size || index >= size) {
            throw new IndexOutOfBoundsException(operation + " got index " + index + " for dimension " + dim
                    + " of size " + size
                    + (size == 0 ? ", which has no elements" : "; use " + -size + " to " + (size - 1)));
        }
        return index < 0 ? index + size : index;
    }

    private static long clamped(long bound, long size) {
        return Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
    }

    private static Shape without(Shape shape, int dim) {
        return Shape.of(without(shape.toArray(), dim));
    }

    private static long[] without(long[] values, int position) {
        long[] rest = Arrays.copyOf(values, values.length - 1);
        System.arraycopy(values, position + 1, rest, position, rest.length - position);
        return rest;
    }

    private static long[] appended(long[] values, long last) {
        long[] all = Arrays.copyOf(values, values.length + 1);
        all[values.length] = last;
        return all;
    }
}
