package io.lockstep.engine.oracle.linalg;

import io.lockstep.engine.backend.DType;
import java.util.Arrays;
import java.util.Random;

/**
 * An argument for both sides.
 *
 * @param transposed whether both sides see it through strides: its last two dimensions are swapped in memory
 * @param differentiated whether it requires grad
 */
public record HostTensor(DType dtype, double[] values, long[] sizes, boolean transposed, boolean differentiated) {
    /** Normal numbers; of an integral type whole ones of a few units. */
    public static HostTensor random(Random random, DType dtype, long... sizes) {
        double[] values = new double[numel(sizes)];
        Arrays.setAll(values, i -> dtype.isFloating() ? random.nextGaussian() : Math.rint(2 * random.nextGaussian()));
        return new HostTensor(dtype, values, sizes, sizes.length >= 2 && random.nextBoolean(), dtype.isFloating());
    }

    /** Given numbers, which require grad if they are floating. */
    public static HostTensor of(DType dtype, double[] values, long... sizes) {
        return new HostTensor(dtype, values, sizes, false, dtype.isFloating());
    }

    /** The same that does not require grad. */
    public HostTensor constant() {
        return new HostTensor(dtype, values, sizes, transposed, false);
    }

    /** The same in row-major order. */
    public HostTensor contiguous() {
        return new HostTensor(dtype, values, sizes, false, differentiated);
    }

    static int numel(long... sizes) {
        long numel = 1;
        for (long size : sizes) {
            numel *= size;
        }
        return Math.toIntExact(numel);
    }

    /** The sizes as they lie in memory. */
    long[] stored() {
        long[] stored = sizes.clone();
        if (transposed) {
            stored[sizes.length - 1] = sizes[sizes.length - 2];
            stored[sizes.length - 2] = sizes[sizes.length - 1];
        }
        return stored;
    }

    @Override
    public String toString() {
        return dtype
                + Arrays.toString(sizes)
                + (transposed ? "^T" : "")
                + (numel(sizes) <= 16 ? Arrays.toString(values) : "");
    }
}
