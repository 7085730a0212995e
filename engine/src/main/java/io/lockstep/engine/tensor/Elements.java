package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.Bfloat16;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Float16;
import io.lockstep.engine.backend.NdArray;
import java.nio.ByteBuffer;

/**
 * Single elements of an array in the host's memory, by their place in row-major order: for printing and for exchange with
 * Java, not for computing.
 */
final class Elements {
    private final DType dtype;
    private final ByteBuffer memory;
    private final long[] sizes;
    private final long[] strides;
    private final long offset;

    private Elements(DType dtype, ByteBuffer memory, long[] sizes, long[] strides, long offset) {
        this.dtype = dtype;
        this.memory = memory;
        this.sizes = sizes;
        this.strides = strides;
        this.offset = offset;
    }

    static Elements of(NdArray array) {
        // An empty array may never have been written, and has nothing to read.
        ByteBuffer memory = array.numel() == 0
                ? ByteBuffer.allocate(0)
                : array.storage().plain().read();
        return new Elements(array.dtype(), memory, array.shape().toArray(), array.strides(), array.offset());
    }

    DType dtype() {
        return dtype;
    }

    /** A floating element, exactly. */
    double floating(long index) {
        int at = position(index);
        return switch (dtype) {
            case FLOAT16 -> Float16.toFloat(memory.getShort(at));
            case BFLOAT16 -> Bfloat16.toFloat(memory.getShort(at));
            case FLOAT32 -> memory.getFloat(at);
            case FLOAT64 -> memory.getDouble(at);
            default -> integral(index);
        };
    }

    /** A whole element; 1 and 0 for true and false. */
    long integral(long index) {
        int at = position(index);
        return switch (dtype) {
            case BOOL -> memory.get(at) == 0 ? 0 : 1;
            case UINT8 -> memory.get(at) & 0xFF;
            case INT8 -> memory.get(at);
            case INT16 -> memory.getShort(at);
            case INT32 -> memory.getInt(at);
            case INT64 -> memory.getLong(at);
            default -> throw new IllegalStateException(dtype + " elements are not whole; read them with floating()");
        };
    }

    private int position(long index) {
        long element = offset;
        long rest = index;
        for (int d = sizes.length - 1; d >= 0; d--) {
            element += rest % sizes[d] * strides[d];
            rest /= sizes[d];
        }
        return Math.toIntExact(element * dtype.bytes());
    }
}
