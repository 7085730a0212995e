package io.lockstep.engine.format;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Objects;

/**
 * A contiguous row-major array in host memory, little-endian, as files hold it. It is a view of the buffer it is made
 * of and does not own it.
 *
 * @param data the elements; each call gives a new little-endian view from 0 to the array's bytes
 */
public record HostArray(DType dtype, Shape shape, ByteBuffer data) {
    /**
     * Takes the bytes between the buffer's position and limit.
     *
     * @throws IllegalArgumentException if they are not as many as shape and type need
     */
    public HostArray {
        Objects.requireNonNull(dtype, "dtype");
        long expected = Math.multiplyExact(shape.numel(), (long) dtype.bytes());
        if (data.remaining() != expected) {
            throw new IllegalArgumentException("an array of type " + dtype + " and shape " + shape + " has " + expected
                    + " bytes, but the buffer holds " + data.remaining());
        }
        data = data.slice();
    }

    /** Copies the values. */
    public static HostArray of(Shape shape, float... values) {
        ByteBuffer data = littleEndian((long) values.length * Float.BYTES);
        data.asFloatBuffer().put(values);
        return new HostArray(DType.FLOAT32, shape, data);
    }

    /** Copies the values. */
    public static HostArray of(Shape shape, double... values) {
        ByteBuffer data = littleEndian((long) values.length * Double.BYTES);
        data.asDoubleBuffer().put(values);
        return new HostArray(DType.FLOAT64, shape, data);
    }

    /** Copies the values. */
    public static HostArray of(Shape shape, long... values) {
        ByteBuffer data = littleEndian((long) values.length * Long.BYTES);
        data.asLongBuffer().put(values);
        return new HostArray(DType.INT64, shape, data);
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The elements of a float32 array. */
    public FloatBuffer floats() {
        require(DType.FLOAT32);
        return data().asFloatBuffer();
    }

    /** The elements of a float64 array. */
    public DoubleBuffer doubles() {
        require(DType.FLOAT64);
        return data().asDoubleBuffer();
    }

    /** The elements of an int64 array. */
    public LongBuffer longs() {
        require(DType.INT64);
        return data().asLongBuffer();
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }

    private void require(DType expected) {
        if (dtype != expected) {
            throw new IllegalStateException("this array holds " + dtype + ", not " + expected + "; cast it first");
        }
    }

    private static ByteBuffer littleEndian(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
