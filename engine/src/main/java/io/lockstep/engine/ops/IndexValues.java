package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/** Reads tensors of indices on the host, and checks them there before a kernel relies on them. */
final class IndexValues {
    private IndexValues() {}

    /** The elements of a tensor of whole numbers or truth values, row-major; not to be written. */
    static LongBuffer read(Tensor x) {
        Tensor numbers = x.detach().to(DType.INT64);
        return numbers.contents().order(ByteOrder.nativeOrder()).asLongBuffer();
    }

    /**
     * The indices as kernels take them: int64 and from 0 to {@code size} - 1.
     *
     * @param dim the dimension that they index, for messages
     * @param mayCountFromEnd whether -1 means the last element
     * @throws IndexOutOfBoundsException if one lies outside
     */
    static Tensor checked(String operation, Tensor index, int dim, long size, boolean mayCountFromEnd) {
        if (index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
            throw new IllegalArgumentException(operation + " expects indices in int64 or int32 but got " + index.dtype()
                    + "; convert them with to(INT64)");
        }
        LongBuffer values = read(index);
        boolean negative = false;
        for (int i = 0; i < values.limit(); i++) {
            long value = values.get(i);
            if (value < 0 && !mayCountFromEnd) {
                throw new IndexOutOfBoundsException(operation + " got index " + value + " for dimension " + dim
                        + " of size " + size + "; here indices do not count from the end");
            }
            Slicing.wrapped(operation, value, dim, size);
            negative |= value < 0;
        }
        if (!negative) {
            return index.detach().to(DType.INT64);
        }
        long[] wrapped = new long[values.limit()];
        for (int i = 0; i < wrapped.length; i++) {
            wrapped[i] = values.get(i) < 0 ? values.get(i) + size : values.get(i);
        }
        return index.device().tensor(wrapped, index.shape().toArray());
    }
}
