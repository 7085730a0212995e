package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Interchange;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The elements as Java has them; always copies, save for {@link #contiguousBuffer()} and {@link #contents()}. */
public interface Values {
    Tensor self();

    /**
     * The elements' own memory, in native byte order, if they are contiguous.
     *
     * @throws IllegalStateException if they are not, or lie on a GPU
     */
    default ByteBuffer contiguousBuffer() {
        return self().array().contiguousBlock().buffer();
    }

    /**
     * The elements in row-major and native byte order, to be read only: their own memory if they are contiguous and the
     * host's, else a copy.
     */
    default ByteBuffer contents() {
        return self().numel() == 0
                ? ByteBuffer.allocate(0)
                : self().detach().contiguous().array().contiguousBlock().read();
    }

    /**
     * Overwrites the elements, which must be contiguous, with as many in native byte order.
     *
     * @throws IllegalArgumentException if there are more or fewer
     */
    default void overwrite(ByteBuffer elements) {
        self().array().contiguousBlock().write(elements);
    }

    /**
     * The value of a tensor of one element.
     *
     * @throws IllegalStateException if it has more or fewer
     */
    default double item() {
        if (self().numel() != 1) {
            throw new IllegalStateException("item() reads a tensor of one element, but this one has shape "
                    + self().shape() + "; reduce it, or read all elements with toArray()");
        }
        return toDoubleArray()[0];
    }

    /** The elements in row-major order, converted to double. */
    default double[] toDoubleArray() {
        Tensor tensor = self();
        double[] values = new double[Math.toIntExact(tensor.numel())];
        if (tensor.dtype() == DType.FLOAT64 && tensor.isContiguous()) {
            contents().order(ByteOrder.nativeOrder()).asDoubleBuffer().get(values);
            return values;
        }
        Tensor copy = tensor.device().empty(DType.FLOAT64, tensor.shape());
        tensor.device().backend().copy(tensor.array(), copy.array());
        copy.contents().order(ByteOrder.nativeOrder()).asDoubleBuffer().get(values);
        return values;
    }

    /** The elements in row-major order, converted to float. */
    default float[] toFloatArray() {
        double[] doubles = toDoubleArray();
        float[] values = new float[doubles.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) doubles[i];
        }
        return values;
    }

    /**
     * The elements as nested arrays, {@code float[][]} for a float32 matrix and so on; uint8 as int and the half precisions
     * as float, since Java has no such numbers; a scalar as a single number or boolean.
     *
     * @throws IllegalStateException if the tensor requires grad, which the array could not
     */
    default Object toArray() {
        return Interchange.toArray(self());
    }

    /**
     * The elements in row-major and native byte order, in a direct buffer of their own.
     *
     * @throws IllegalStateException if the tensor requires grad, which the buffer could not
     */
    default ByteBuffer toBuffer() {
        return Interchange.toBuffer(self());
    }
}
