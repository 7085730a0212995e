package io.lockstep.engine.ops;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * The different elements of a tensor.
 *
 * @param values [n], in ascending order
 * @param inverse int64, of the tensor's shape: which of the values each element is
 * @param counts int64 [n]: how often each value occurs
 */
public record UniqueValues(Tensor values, Tensor inverse, Tensor counts) {
    /** The different elements of x; each NaN is one of its own. */
    public static UniqueValues of(Tensor x) {
        Tensor row = x.detach().reshape(x.numel());
        ValuesAndIndices sorted = Sorting.sort(row, 0, false);
        int size = Math.toIntExact(x.numel());
        long[] first = new long[size];
        long[] inverse = new long[size];
        int count = 0;
        if (size > 0) {
            ByteBuffer differs = Kernels.binary(
                            BinaryOp.NOT_EQUAL,
                            Slicing.narrow(sorted.values(), 0, 1, size - 1),
                            Slicing.narrow(sorted.values(), 0, 0, size - 1))
                    .contents();
            LongBuffer places = IndexValues.read(sorted.indices());
            for (int i = 0; i < size; i++) {
                if (i == 0 || differs.get(i - 1) != 0) {
                    first[count++] = i;
                }
                inverse[(int) places.get(i)] = count - 1L;
            }
        }
        long[] counts = new long[count];
        for (int i = 0; i < count; i++) {
            counts[i] = (i + 1 < count ? first[i + 1] : size) - first[i];
        }
        Tensor chosen = x.device().tensor(Arrays.copyOf(first, count), count);
        return new UniqueValues(
                Gathering.take("unique", sorted.values(), 0, chosen),
                x.device().tensor(inverse, x.shape().toArray()),
                x.device().tensor(counts, count));
    }
}
