package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;

/**
 * Sizes of a pooling from x [N, C, H, W] to y [N, C, P, Q] (pooling.cu).
 *
 * @param width channels of a thread
 */
record PoolingShape(Shape x, Shape y, Window window, int width) {
    private static final int THREADS = 256;

    /** @param addresses of x and y, or their gradients */
    static PoolingShape of(Shape x, Shape y, Window window, DType dtype, long... addresses) {
        boolean packed = dtype.isFloating() && x.size(1) % Packs.width(dtype) == 0 && Packs.areAligned(addresses);
        return new PoolingShape(x, y, window, packed ? Packs.width(dtype) : 1);
    }

    /** Begins a launch of a thread for each pack of {@code written} with the fields of {@code Pooling}. */
    Launch launch(Gpu gpu, String kernel, Shape written) {
        long count = written.numel() / width;
        return gpu.launch(kernel)
                .over(count, THREADS)
                .putLong(count)
                .putInt(size(x, 1))
                .putInt(width > 1 ? 1 : 0)
                .putInt(size(x, 2))
                .putInt(size(x, 3))
                .putInt(size(y, 2))
                .putInt(size(y, 3))
                .putInt(window.kernelHeight())
                .putInt(window.kernelWidth())
                .putInt(window.strideHeight())
                .putInt(window.strideWidth())
                .putInt(window.paddingHeight())
                .putInt(window.paddingWidth())
                .putInt(window.dilationHeight())
                .putInt(window.dilationWidth());
    }

    /** Places of a window. */
    long places() {
        return (long) window.kernelHeight() * window.kernelWidth();
    }

    private static int size(Shape shape, int dim) {
        return Math.toIntExact(shape.size(dim));
    }
}
