package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Tensors from what Java and files hold, and back; always copies. */
public final class Interchange {
    private Interchange() {}

    /**
     * A tensor of a Java array: {@code float[2][3]} gives float32 of shape [2, 3], and so for double, long, int, short, byte
     * (int8) and boolean; a single number or boolean gives a scalar.
     *
     * @throws IllegalArgumentException if the rows have different lengths, or the elements another type
     */
    public static Tensor fromArray(Device device, Object array) {
        return fromArray(device, array, NestedArrays.dtype(array));
    }

    /**
     * A tensor of a Java array, converted; as in PyTorch, fractions are cut off where whole numbers are wanted.
     *
     * @throws IllegalArgumentException if the rows have different lengths, or a number does not fit the type
     */
    public static Tensor fromArray(Device device, Object array, DType dtype) {
        return fromBytes(device, dtype, NestedArrays.shape(array), NestedArrays.flatten(array, dtype));
    }

    /**
     * A tensor of the numbers between a buffer's position and limit, which it leaves as they are: float32 of a {@link
     * FloatBuffer}, and so for double, long, int, short and byte (int8).
     *
     * @param sizes the shape; none for a tensor of one dimension
     * @throws IllegalArgumentException if they are not as many as the shape needs
     */
    public static Tensor fromBuffer(Device device, Buffer buffer, long... sizes) {
        int count = buffer.remaining();
        DType dtype = dtype(buffer);
        Shape shape = sizes.length == 0 ? Shape.of(count) : Shape.of(sizes);
        if (shape.numel() != count) {
            throw new IllegalArgumentException(
                    "shape " + shape + " holds " + shape.numel() + " elements, but the buffer has " + count);
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(count, dtype.bytes())).order(ByteOrder.nativeOrder());
        if (buffer instanceof FloatBuffer floats) {
            bytes.asFloatBuffer().put(floats.duplicate());
        } else if (buffer instanceof DoubleBuffer doubles) {
            bytes.asDoubleBuffer().put(doubles.duplicate());
        } else if (buffer instanceof LongBuffer longs) {
            bytes.asLongBuffer().put(longs.duplicate());
        } else if (buffer instanceof IntBuffer ints) {
            bytes.asIntBuffer().put(ints.duplicate());
        } else if (buffer instanceof ShortBuffer shorts) {
            bytes.asShortBuffer().put(shorts.duplicate());
        } else if (buffer instanceof ByteBuffer raw) {
            bytes.duplicate().put(raw.duplicate());
        }
        return fromBytes(device, dtype, shape, bytes);
    }

    /** A tensor of an array from a file. */
    public static Tensor fromHost(Device device, HostArray array) {
        return fromBytes(device, array.dtype(), array.shape(), array.data());
    }

    /**
     * The elements as nested arrays, {@code float[][]} for a float32 matrix and so on; uint8 as int and the half precisions
     * as float, since Java has no such numbers; a scalar as a single number or boolean.
     *
     * @throws IllegalStateException if the tensor requires grad, which the array could not
     */
    public static Object toArray(Tensor tensor) {
        requireNoGrad("toArray()", tensor);
        return NestedArrays.unflatten(
                tensor.shape(), Elements.of(tensor.detach().cpu().array()));
    }

    /**
     * The elements in row-major and native byte order, in a direct buffer of their own.
     *
     * @throws IllegalStateException if the tensor requires grad, which the buffer could not
     */
    public static ByteBuffer toBuffer(Tensor tensor) {
        requireNoGrad("toBuffer()", tensor);
        ByteBuffer elements = bytes(tensor);
        ByteBuffer buffer = ByteBuffer.allocateDirect(elements.remaining()).order(ByteOrder.nativeOrder());
        return buffer.put(elements).flip();
    }

    /** The elements for a file. Backends run on little-endian machines only, so the bytes are those of a file. */
    public static HostArray toHost(Tensor tensor) {
        ByteBuffer elements = bytes(tensor);
        ByteBuffer data =
                ByteBuffer.allocate(elements.remaining()).put(elements).flip();
        return new HostArray(tensor.dtype(), tensor.shape(), data);
    }

    /** @throws IllegalStateException if the tensor requires grad */
    static void requireNoGrad(String what, Tensor tensor) {
        if (tensor.requiresGrad()) {
            throw new IllegalStateException(what + " of a tensor that requires grad would lose its history;"
                    + " call detach() first if only the values are wanted");
        }
    }

    private static Tensor fromBytes(Device device, DType dtype, Shape shape, ByteBuffer bytes) {
        return device.tensor(dtype, bytes, shape.toArray());
    }

    private static ByteBuffer bytes(Tensor tensor) {
        return tensor.contents();
    }

    private static DType dtype(Buffer buffer) {
        if (buffer instanceof FloatBuffer) {
            return DType.FLOAT32;
        } else if (buffer instanceof DoubleBuffer) {
            return DType.FLOAT64;
        } else if (buffer instanceof LongBuffer) {
            return DType.INT64;
        } else if (buffer instanceof IntBuffer) {
            return DType.INT32;
        } else if (buffer instanceof ShortBuffer) {
            return DType.INT16;
        } else if (buffer instanceof ByteBuffer) {
            return DType.INT8;
        }
        throw new IllegalArgumentException("a tensor is made of a buffer of numbers, but got a "
                + buffer.getClass().getSimpleName() + "; copy the elements to an IntBuffer");
    }
}
