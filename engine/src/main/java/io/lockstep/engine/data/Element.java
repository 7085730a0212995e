package io.lockstep.engine.data;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.data.transform.FloatImage;
import io.lockstep.engine.data.transform.Image;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;

/** Type and shape that a value has in a tensor. */
record Element(DType dtype, Shape shape) {
    /** @throws IllegalArgumentException if the value cannot be part of a tensor */
    static Element of(String field, Object value) {
        if (value instanceof HostArray array) {
            return new Element(array.dtype(), array.shape());
        } else if (value instanceof Image image) {
            return new Element(DType.UINT8, Shape.of(image.height(), image.width(), image.channels()));
        } else if (value instanceof FloatImage image) {
            return new Element(DType.FLOAT32, Shape.of(image.channels(), image.height(), image.width()));
        } else if (value instanceof Float) {
            return new Element(DType.FLOAT32, Shape.SCALAR);
        } else if (value instanceof Double) {
            return new Element(DType.FLOAT64, Shape.SCALAR);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            return new Element(DType.INT64, Shape.SCALAR);
        } else if (value instanceof Boolean) {
            return new Element(DType.BOOL, Shape.SCALAR);
        } else if (value instanceof float[] values) {
            return new Element(DType.FLOAT32, Shape.of(values.length));
        } else if (value instanceof double[] values) {
            return new Element(DType.FLOAT64, Shape.of(values.length));
        } else if (value instanceof long[] values) {
            return new Element(DType.INT64, Shape.of(values.length));
        } else if (value instanceof int[] values) {
            return new Element(DType.INT32, Shape.of(values.length));
        } else if (value instanceof byte[] values) {
            return new Element(DType.UINT8, Shape.of(values.length));
        } else if (value instanceof boolean[] values) {
            return new Element(DType.BOOL, Shape.of(values.length));
        }
        throw new IllegalArgumentException(
                "field \"" + field + "\" is of " + value.getClass().getName()
                        + (value instanceof Tensor
                                ? ", which belongs to the thread of its device; give samples as HostArray, or use TensorDataset"
                                : ", which the default collate cannot stack; give samples of numbers, arrays or images, or a"
                                        + " collate of your own"));
    }

    /** Writes the value's elements at the buffer's position. */
    static void put(ByteBuffer target, Object value) {
        if (value instanceof HostArray array) {
            target.put(array.data());
        } else if (value instanceof Image image) {
            target.put(image.pixels());
        } else if (value instanceof FloatImage image) {
            putArray(target, image.values());
        } else if (value instanceof Float number) {
            target.putFloat(number);
        } else if (value instanceof Double number) {
            target.putDouble(number);
        } else if (value instanceof Number number) {
            target.putLong(number.longValue());
        } else if (value instanceof Boolean truth) {
            target.put((byte) (truth ? 1 : 0));
        } else {
            putArray(target, value);
        }
    }

    private static void putArray(ByteBuffer target, Object value) {
        if (value instanceof float[] values) {
            target.asFloatBuffer().put(values);
            target.position(target.position() + values.length * Float.BYTES);
        } else if (value instanceof double[] values) {
            target.asDoubleBuffer().put(values);
            target.position(target.position() + values.length * Double.BYTES);
        } else if (value instanceof long[] values) {
            target.asLongBuffer().put(values);
            target.position(target.position() + values.length * Long.BYTES);
        } else if (value instanceof int[] values) {
            target.asIntBuffer().put(values);
            target.position(target.position() + values.length * Integer.BYTES);
        } else if (value instanceof byte[] values) {
            target.put(values);
        } else if (value instanceof boolean[] values) {
            for (boolean truth : values) {
                target.put((byte) (truth ? 1 : 0));
            }
        }
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
