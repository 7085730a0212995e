package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;

/**
 * Batch normalisation of one image in plain order, [1, C, H, W], whose channels are rows of neighbouring elements
 * (batchnormrows.cu). Layer and group normalisation come so, and would otherwise be turned to channels-last order and back.
 */
final class RowNormalization {
    private static final ByType FORWARD_WARPS = new ByType("batchnormrows_forwardwarps");
    private static final ByType FORWARD_BLOCKS = new ByType("batchnormrows_forwardblocks");
    private static final ByType BACKWARD_WARPS = new ByType("batchnormrows_backwardwarps");
    private static final ByType BACKWARD_BLOCKS = new ByType("batchnormrows_backwardblocks");
    private static final int WARP = 32;
    private static final int ROWS_IN_BLOCK = 4;
    private static final int THREADS = 256;
    /** From so many packs on, a row is worth a block. */
    private static final int LONG_ROW = 8 * WARP;
    /** Elements of a row which is too long for one block if there are few rows. */
    private static final long TOO_LONG = 1 << 14;

    private static final int MANY_ROWS = 128;

    private final Gpu gpu;

    RowNormalization(Gpu gpu) {
        this.gpu = gpu;
    }

    /** Whether these images, of one shape, lie so; fresh ones can. */
    static boolean fits(NdArray... images) {
        long n = images[0].shape().size(0);
        long rows = images[0].shape().size(1);
        if (n != 1 || rows == 0 || (images[0].numel() / rows > TOO_LONG && rows < MANY_ROWS)) {
            return false;
        }
        for (NdArray image : images) {
            boolean lies = image.storage().isDeferred()
                    || (!(image.storage().layout() instanceof ChannelsLast) && image.isContiguous());
            if (image.numel() == 0 || !lies) {
                return false;
            }
        }
        return true;
    }

    /** @param coefficients address for what the backward pass needs if y is to be max(0, normalised x), else 0 */
    void training(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance,
            long coefficients) {
        long from = Addresses.ofContiguous(x);
        long to = Addresses.ofContiguous(y);
        int width = width(x, from, to);
        Launch launch = begin(isLong(x, width) ? FORWARD_BLOCKS : FORWARD_WARPS, x, width)
                .on(y)
                .putDouble(epsilon)
                .putDouble(running.momentum())
                .putDouble(RunningStatistics.unbiased(x.shape()))
                .putAddress(from)
                .putAddress(to)
                .putAddress(coefficients);
        Packs.putLine(launch, scale);
        Packs.putLine(launch, shift);
        Packs.putLine(launch, mean);
        Packs.putLine(launch, variance);
        Packs.putLine(launch, running.mean());
        Packs.putLine(launch, running.variance());
        launch.putInt(width > 1 ? 1 : 0).putInt(0).run();
    }

    void backward(
            NdArray x,
            NdArray dy,
            long coefficients,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        long from = Addresses.ofContiguous(x);
        long gradients = Addresses.ofContiguous(dy);
        long to = Addresses.ofContiguous(dx);
        int width = width(x, from, gradients, to);
        Launch launch = begin(isLong(x, width) ? BACKWARD_BLOCKS : BACKWARD_WARPS, x, width)
                .on(dy)
                .on(dx)
                .putDouble(epsilon)
                .putAddress(from)
                .putAddress(gradients)
                .putAddress(to)
                .putAddress(coefficients);
        Packs.putLine(launch, scale);
        Packs.putLine(launch, mean);
        Packs.putLine(launch, variance);
        Packs.putLine(launch, dscale);
        Packs.putLine(launch, dshift);
        launch.putInt(width > 1 ? 1 : 0).putInt(0).run();
    }

    private static long length(NdArray x) {
        return x.numel() / x.shape().size(1);
    }

    private static int width(NdArray x, long... addresses) {
        DType dtype = x.dtype();
        return length(x) % Packs.width(dtype) == 0 && Packs.areAligned(addresses) ? Packs.width(dtype) : 1;
    }

    private static boolean isLong(NdArray x, int width) {
        return length(x) / width > LONG_ROW;
    }

    private Launch begin(ByType kernels, NdArray x, int width) {
        long rows = x.shape().size(1);
        boolean blocks = isLong(x, width);
        return gpu.launch(kernels.of(x.dtype()))
                .on(x)
                .grid(blocks ? rows : (rows + ROWS_IN_BLOCK - 1) / ROWS_IN_BLOCK, 1, 1)
                .threads(blocks ? THREADS : WARP * ROWS_IN_BLOCK)
                .putLong(rows)
                .putLong(length(x));
    }
}
