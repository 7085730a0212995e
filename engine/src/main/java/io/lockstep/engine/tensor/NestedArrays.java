package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.Bfloat16;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Float16;
import io.lockstep.engine.backend.Shape;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Java's arrays of arrays as elements in row-major order, and back: {@code float[2][3]} is a float32 tensor of shape [2, 3],
 * and so on for double, long, int, short, byte (int8) and boolean; a single number or boolean is a scalar. Since Java has
 * no such numbers, uint8 comes back as int and the half precisions as float.
 */
final class NestedArrays {
    private NestedArrays() {}

    /**
     * The shape of an array, or of a single number.
     *
     * @throws IllegalArgumentException if it is ragged, holds null, or is nothing of the kind
     */
    static Shape shape(Object array) {
        int dims = dims(array);
        long[] sizes = new long[dims];
        Object row = array;
        for (int d = 0; d < dims && row != null; d++) {
            sizes[d] = Array.getLength(row);
            row = sizes[d] == 0 || d == dims - 1 ? null : Array.get(row, 0);
        }
        requireEven(array, sizes, 0, "");
        return Shape.of(sizes);
    }

    /**
     * The element type that an array has of its own.
     *
     * @throws IllegalArgumentException if it holds neither numbers nor booleans
     */
    static DType dtype(Object array) {
        Class<?> type = array.getClass();
        while (type.isArray()) {
            type = type.getComponentType();
        }
        DType dtype = dtype(type);
        if (dtype == null) {
            throw new IllegalArgumentException("a tensor is made of arrays of float, double, long, int, short, byte or"
                    + " boolean, but got " + array.getClass().getSimpleName()
                    + "; copy the elements to an array of such a type");
        }
        return dtype;
    }

    /**
     * The elements in row-major order and native byte order, converted.
     *
     * @throws IllegalArgumentException if the array is ragged, or a number does not fit the type
     */
    static ByteBuffer flatten(Object array, DType dtype) {
        DType own = dtype(array);
        Shape shape = shape(array);
        int bytes = Math.toIntExact(Math.multiplyExact(shape.numel(), (long) dtype.bytes()));
        ByteBuffer elements = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        flatten(array, own, dtype, elements);
        return elements.flip();
    }

    /** The elements as nested arrays; a boxed number or boolean for a scalar. */
    static Object unflatten(Shape shape, Elements elements) {
        return unflatten(shape.toArray(), 0, 0, elements);
    }

    private static int dims(Object array) {
        int dims = 0;
        for (Class<?> type = array.getClass(); type.isArray(); type = type.getComponentType()) {
            dims++;
        }
        return dims;
    }

    private static @Nullable DType dtype(Class<?> type) {
        if (type == float.class || type == Float.class) {
            return DType.FLOAT32;
        } else if (type == double.class || type == Double.class) {
            return DType.FLOAT64;
        } else if (type == long.class || type == Long.class) {
            return DType.INT64;
        } else if (type == int.class || type == Integer.class) {
            return DType.INT32;
        } else if (type == short.class || type == Short.class) {
            return DType.INT16;
        } else if (type == byte.class || type == Byte.class) {
            return DType.INT8;
        } else if (type == boolean.class || type == Boolean.class) {
            return DType.BOOL;
        }
        return null;
    }

    private static void requireEven(@Nullable Object array, long[] sizes, int dim, String place) {
        if (dim == sizes.length) {
            return;
        }
        if (array == null) {
            throw new IllegalArgumentException("a tensor is made of arrays without holes, but " + place + " is null");
        }
        int length = Array.getLength(array);
        if (length != sizes[dim]) {
            throw new IllegalArgumentException("the rows of a nested array have one length, but " + place + " holds "
                    + length + " where the first of its kind holds " + sizes[dim]
                    + "; pad the shorter rows, or make a tensor of each");
        }
        if (dim < sizes.length - 1 || array instanceof Object[]) {
            for (int i = 0; i < length; i++) {
                Object row = Array.get(array, i);
                if (row == null) {
                    throw new IllegalArgumentException(
                            "a tensor is made of arrays without holes, but " + place + "[" + i + "] is null");
                }
                requireEven(row, sizes, dim + 1, place + "[" + i + "]");
            }
        }
    }

    private static void flatten(Object array, DType own, DType dtype, ByteBuffer elements) {
        if (array instanceof float[] row && dtype == DType.FLOAT32) {
            elements.asFloatBuffer().put(row);
            elements.position(elements.position() + row.length * Float.BYTES);
        } else if (array instanceof double[] row && dtype == DType.FLOAT64) {
            elements.asDoubleBuffer().put(row);
            elements.position(elements.position() + row.length * Double.BYTES);
        } else if (array.getClass().isArray()) {
            int length = Array.getLength(array);
            for (int i = 0; i < length; i++) {
                flatten(Array.get(array, i), own, dtype, elements);
            }
        } else if (array instanceof Boolean value) {
            put(elements, dtype, value ? 1 : 0, value ? 1 : 0);
        } else if (own.isFloating()) {
            double value = ((Number) array).doubleValue();
            requireFits(value, dtype);
            put(elements, dtype, value, (long) value);
        } else {
            long value = ((Number) array).longValue();
            if (dtype != DType.INT64) {
                requireFits((double) value, dtype);
            }
            put(elements, dtype, (double) value, value);
        }
    }

    /** As in PyTorch, negative numbers may wrap to unsigned ones, and fractions are cut off. */
    private static void requireFits(double value, DType dtype) {
        if (!dtype.isIntegral()) {
            return;
        }
        double largest = dtype == DType.UINT8 ? 255 : Math.pow(2, dtype.bytes() * Byte.SIZE - 1) - 1;
        double smallest = dtype == DType.UINT8 ? -255 : -largest - 1;
        double cut = value < 0 ? Math.ceil(value) : Math.floor(value);
        // 2^63 - 1 is no double, and rounded to 2^63, which does not fit.
        boolean tooLarge = dtype == DType.INT64 && value >= 0x1p63;
        if (!(cut >= smallest && cut <= largest) || tooLarge) {
            throw new IllegalArgumentException("the number " + value + " does not fit " + dtype
                    + "; use a wider type, or clamp the numbers first");
        }
    }

    private static void put(ByteBuffer elements, DType dtype, double value, long whole) {
        switch (dtype) {
            case BOOL -> elements.put((byte) (value != 0 ? 1 : 0));
            case UINT8, INT8 -> elements.put((byte) whole);
            case INT16 -> elements.putShort((short) whole);
            case INT32 -> elements.putInt((int) whole);
            case INT64 -> elements.putLong(whole);
            case FLOAT16 -> elements.putShort(Float16.of((float) value));
            case BFLOAT16 -> elements.putShort(Bfloat16.of((float) value));
            case FLOAT32 -> elements.putFloat((float) value);
            case FLOAT64 -> elements.putDouble(value);
        }
    }

    private static Object unflatten(long[] sizes, int dim, long first, Elements elements) {
        if (dim == sizes.length) {
            return element(elements, first);
        }
        int[] lengths = new int[sizes.length - dim];
        for (int d = dim; d < sizes.length; d++) {
            lengths[d - dim] = Math.toIntExact(sizes[d]);
        }
        Object array = Array.newInstance(javaType(elements.dtype()), lengths);
        for (int i = 0; i < lengths[0]; i++) {
            long at = first * sizes[dim] + i;
            if (dim < sizes.length - 1) {
                Array.set(array, i, unflatten(sizes, dim + 1, at, elements));
            } else {
                set(array, i, elements, at);
            }
        }
        return array;
    }

    private static void set(Object row, int i, Elements elements, long at) {
        if (row instanceof float[] floats) {
            floats[i] = (float) elements.floating(at);
        } else if (row instanceof double[] doubles) {
            doubles[i] = elements.floating(at);
        } else {
            Array.set(row, i, element(elements, at));
        }
    }

    private static Object element(Elements elements, long at) {
        return switch (elements.dtype()) {
            case BOOL -> elements.integral(at) != 0;
            case INT8 -> (byte) elements.integral(at);
            case INT16 -> (short) elements.integral(at);
            case UINT8, INT32 -> (int) elements.integral(at);
            case INT64 -> elements.integral(at);
            case FLOAT16, BFLOAT16, FLOAT32 -> (float) elements.floating(at);
            case FLOAT64 -> elements.floating(at);
        };
    }

    private static Class<?> javaType(DType dtype) {
        return switch (dtype) {
            case BOOL -> boolean.class;
            case INT8 -> byte.class;
            case INT16 -> short.class;
            case UINT8, INT32 -> int.class;
            case INT64 -> long.class;
            case FLOAT16, BFLOAT16, FLOAT32 -> float.class;
            case FLOAT64 -> double.class;
        };
    }
}
