package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RandomKey;

/**
 * Random numbers by Philox, with the same bits as on every other device, and dropout (Srivastava et al. 2014, section 10: scaled
 * in training), which drops the same elements in a half precision as in float32 (random.cu).
 */
public final class RandomNumbers {
    private static final int THREADS = 256;

    private final Gpu gpu;

    RandomNumbers(Gpu gpu) {
        this.gpu = gpu;
    }

    public void uniform(RandomKey key, NdArray y) {
        requireDrawn(y.dtype());
        draw(y.dtype() == DType.FLOAT64 ? "random_uniform_double" : "random_uniform_float", key, 0, 0, y);
    }

    public void normal(RandomKey key, NdArray y) {
        requireDrawn(y.dtype());
        draw("random_normal", key, 0, 0, y);
    }

    public void integers(RandomKey key, long low, long high, NdArray y) {
        draw("random_integers", key, low, high - low, y);
    }

    private void draw(String kernel, RandomKey key, long low, long range, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Placement to = Placement.of(y);
        Loop loop = Loop.over(to, numbers(y));
        put(key, loop.put(gpu.launch(kernel).over(loop.count(), THREADS)))
                .putLong(low)
                .putLong(range)
                .run();
    }

    private static void requireDrawn(DType dtype) {
        if (dtype.isHalf()) {
            throw new IllegalArgumentException(
                    "random numbers are not drawn in " + dtype + "; draw float32 numbers and copy them");
        }
        if (!dtype.isFloating()) {
            throw new IllegalArgumentException("random numbers are drawn into a floating array, but this one is "
                    + dtype + "; draw float32 numbers and copy them");
        }
    }

    public void dropout(NdArray x, double probability, RandomKey key, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Placement from = Placement.of(x);
        Loop loop = Loop.over(Placement.of(y, x), from, numbers(y));
        String kernel = y.dtype() == DType.FLOAT64 ? "random_dropout_double" : "random_dropout_float";
        put(key, loop.put(gpu.launch(kernel).over(loop.count(), THREADS)))
                .putDouble(probability)
                .run();
    }

    /** The index of each element in row-major order, as the place where it lies in an array without memory. */
    private static Placement numbers(NdArray y) {
        return new Placement(y, 0, y.shape().toArray(), y.shape().contiguousStrides());
    }

    private static Launch put(RandomKey key, Launch launch) {
        return launch.putLong(key.seed()).putLong(key.stream()).putLong(key.first());
    }
}
