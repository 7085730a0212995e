package io.lockstep.engine.backend;

import java.nio.ByteBuffer;

/**
 * Moves contiguous elements of float32 or a half precision to and from floats on the heap, a tile at a time, which stays in
 * the first-level cache. A kernel that walks over its operands so is written once for these types.
 */
public final class FloatTile {
    /** Most elements that are moved at once. */
    public static final int SIZE = 4096;

    private final float[] values = new float[SIZE];
    private final short[] bits = new short[SIZE];

    /** Whether elements of this type can be moved. */
    public static boolean has(DType dtype) {
        return dtype == DType.FLOAT32 || dtype.isHalf();
    }

    /** The elements last read, and those to be written. */
    public float[] values() {
        return values;
    }

    /** Reads {@code count} elements from element {@code first} of an array's {@code elements} on. */
    public void read(DType dtype, ByteBuffer elements, int first, int count) {
        if (!dtype.isHalf()) {
            elements.asFloatBuffer().get(first, values, 0, count);
            return;
        }
        elements.asShortBuffer().get(first, bits, 0, count);
        if (dtype == DType.BFLOAT16) {
            for (int i = 0; i < count; i++) {
                values[i] = Bfloat16.toFloat(bits[i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                values[i] = Float16.toFloat(bits[i]);
            }
        }
    }

    /** Writes {@code count} values, rounded to the type, from element {@code first} of an array's {@code elements} on. */
    public void write(DType dtype, ByteBuffer elements, int first, int count) {
        if (!dtype.isHalf()) {
            elements.asFloatBuffer().put(first, values, 0, count);
            return;
        }
        if (dtype == DType.BFLOAT16) {
            for (int i = 0; i < count; i++) {
                bits[i] = Bfloat16.of(values[i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                bits[i] = Float16.of(values[i]);
            }
        }
        elements.asShortBuffer().put(first, bits, 0, count);
    }
}
