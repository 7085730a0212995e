package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One tensor as several views. */
public final class Splitting {
    private Splitting() {}

    /** The parts at each place of dimension {@code dim}, without that dimension. */
    public static List<Tensor> unbind(Tensor x, int dim) {
        int d = x.shape().index(dim);
        List<Tensor> parts = new ArrayList<>();
        for (long i = 0; i < x.size(d); i++) {
            parts.add(Slicing.select(x, d, i));
        }
        return parts;
    }

    /** Parts of {@code size} elements of dimension {@code dim}, the last of which may be smaller. */
    public static List<Tensor> split(Tensor x, long size, int dim) {
        int d = x.shape().index(dim);
        if (size < 0 || (size == 0 && x.size(d) > 0)) {
            throw new IllegalArgumentException("split of dimension " + d + " of size " + x.size(d)
                    + " expects a size of 1 or more but got " + size);
        }
        int count = size == 0 ? 1 : (int) Math.max(1, (x.size(d) + size - 1) / size);
        long[] sizes = new long[count];
        Arrays.fill(sizes, size);
        sizes[count - 1] = x.size(d) - (count - 1) * size;
        return split(x, sizes, d);
    }

    /** Parts of the given sizes, whose sum is the size of dimension {@code dim}. */
    public static List<Tensor> split(Tensor x, long[] sizes, int dim) {
        int d = x.shape().index(dim);
        long sum = 0;
        for (long size : sizes) {
            sum += size;
        }
        if (sum != x.size(d)) {
            throw new IllegalArgumentException("split expects sizes that add up to " + x.size(d) + ", the size of"
                    + " dimension " + d + ", but got " + Arrays.toString(sizes));
        }
        List<Tensor> parts = new ArrayList<>();
        long start = 0;
        for (long size : sizes) {
            parts.add(Slicing.narrow(x, d, start, size));
            start += size;
        }
        return parts;
    }

    /** At most {@code chunks} parts of dimension {@code dim}, all of one size but the last, which may be smaller. */
    public static List<Tensor> chunk(Tensor x, int chunks, int dim) {
        if (chunks < 1) {
            throw new IllegalArgumentException("chunk expects 1 chunk or more but got " + chunks);
        }
        long size = x.size(dim);
        if (size == 0) {
            return split(x, new long[chunks], dim);
        }
        return split(x, (size + chunks - 1) / chunks, dim);
    }
}
