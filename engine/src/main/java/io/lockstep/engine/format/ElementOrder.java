package io.lockstep.engine.format;

import io.lockstep.engine.backend.Shape;

/** Brings elements into the order that a {@link HostArray} has. */
final class ElementOrder {
    private ElementOrder() {}

    /** Reverses the bytes of each element in place. */
    static void reverseBytes(byte[] data, int elementBytes) {
        for (int start = 0; start < data.length; start += elementBytes) {
            for (int low = start, high = start + elementBytes - 1; low < high; low++, high--) {
                byte kept = data[low];
                data[low] = data[high];
                data[high] = kept;
            }
        }
    }

    /** A row-major copy of elements whose first dimension runs fastest. */
    static byte[] rowMajor(byte[] columnMajor, int elementBytes, Shape shape) {
        byte[] rowMajor = new byte[columnMajor.length];
        int dims = shape.dim();
        long[] strides = new long[dims];
        long stride = elementBytes;
        for (int d = 0; d < dims; d++) {
            strides[d] = stride;
            stride *= shape.size(d);
        }
        long[] index = new long[dims];
        long from = 0;
        for (int to = 0; to < rowMajor.length; to += elementBytes) {
            System.arraycopy(columnMajor, (int) from, rowMajor, to, elementBytes);
            for (int d = dims - 1; d >= 0; d--) {
                from += strides[d];
                if (++index[d] < shape.size(d)) {
                    break;
                }
                from -= strides[d] * shape.size(d);
                index[d] = 0;
            }
        }
        return rowMajor;
    }
}
