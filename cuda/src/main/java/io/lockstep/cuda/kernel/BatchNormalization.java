package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FusedKernels.Normalization;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation and its gradients, with relu if wanted (batchnorm.cu). Forward and backward read x twice: for the sums
 * over a channel, and for the result; between them a small kernel puts the sums of all blocks together.
 *
 * <p>Where relu comes after it, the backward pass computes from x whether its result was above 0, which takes no memory: the
 * workspace has nothing but what that needs, mean, factor and shift of each channel.
 */
public final class BatchNormalization {
    private static final ByType STATISTICS = new ByType("batchnorm_statistics");
    private static final ByType SUMS = new ByType("batchnorm_sums");
    private static final ByType INPUT = new ByType("batchnorm_input");
    private static final int FORWARD = 3;
    private static final int BACKWARD = 5;
    private static final int WARP = 32;
    private static final int MOST_LINES = 32;
    /** Slabs that a thread puts together, where there are threads enough. */
    private static final int SLABS = 4;

    private final Gpu gpu;
    private final Images images;
    private final Epilogue epilogue;
    private final RowNormalization rows;

    BatchNormalization(Gpu gpu, Images images) {
        this.gpu = gpu;
        this.images = images;
        epilogue = new Epilogue(gpu);
        rows = new RowNormalization(gpu);
    }

    /** @param workspace fresh storage for {@link #backward} if y is to be max(0, normalised x), else null */
    public void training(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance,
            @Nullable NdArray workspace) {
        long coefficients = workspace == null ? 0 : fill(workspace, x);
        if (RowNormalization.fits(x, y)) {
            rows.training(x, scale, shift, epsilon, running, y, mean, variance, coefficients);
            return;
        }
        long from = images.read(x);
        long to = images.write(y);
        Tiles tiles = Tiles.of(x.shape(), x.dtype(), from, to);
        long partial = gpu.scratch().take(tiles.partialBytes(x.dtype()));
        if (workspace == null) {
            coefficients = gpu.scratch().take(coefficientBytes(FORWARD, x));
        }
        tiles.launch(gpu, STATISTICS.of(x.dtype()), tiles.sumBytes(x.dtype()))
                .on(x)
                .putAddress(from)
                .putAddress(partial)
                .run();
        Launch finish = overChannels("batchnorm_finish", tiles, x.dtype())
                .putLong(tiles.rows())
                .putLong(tiles.slab())
                .putInt(tiles.slabs())
                .putInt(tiles.channels())
                .putDouble(epsilon)
                .putDouble(running.momentum())
                .putDouble(RunningStatistics.unbiased(x.shape()))
                .putAddress(partial)
                .putAddress(coefficients);
        Packs.putLine(finish, scale);
        Packs.putLine(finish, shift);
        Packs.putLine(finish, mean);
        Packs.putLine(finish, variance);
        Packs.putLine(finish, running.mean());
        Packs.putLine(finish, running.variance());
        finish.run();
        epilogue.run(y, tiles, from, to, coefficients, workspace != null);
        images.deliver(to, y);
    }

    public void inference(
            NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        long from = images.read(x);
        long to = images.write(y);
        Tiles tiles = Tiles.of(x.shape(), x.dtype(), from, to);
        epilogue.run(y, tiles, from, 0, to, new Normalization(scale, shift, mean, variance, epsilon), false);
        images.deliver(to, y);
    }

    /**
     * @param workspace as {@link #training} filled it, null without relu
     * @param dx may be dy
     */
    public void backward(
            NdArray x,
            NdArray dy,
            @Nullable NdArray workspace,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        long forward = workspace == null ? 0 : filled(workspace);
        if (RowNormalization.fits(x, dy, dx)) {
            rows.backward(x, dy, forward, scale, mean, variance, epsilon, dx, dscale, dshift);
            return;
        }
        long from = images.read(x);
        long gradients = images.read(dy);
        long to = images.write(dx);
        Tiles tiles = Tiles.of(x.shape(), x.dtype(), from, gradients, to);
        long partial = gpu.scratch().take(tiles.partialBytes(x.dtype()));
        long coefficients = gpu.scratch().take(coefficientBytes(BACKWARD, x));
        Launch sums = tiles.launch(gpu, SUMS.of(x.dtype()), tiles.sumBytes(x.dtype()))
                .on(x)
                .on(dy)
                .putAddress(from)
                .putAddress(gradients)
                .putAddress(forward);
        Packs.putLine(sums, mean);
        sums.putAddress(partial).run();
        Launch totals = overChannels("batchnorm_totals", tiles, x.dtype())
                .putLong(tiles.rows())
                .putInt(tiles.slabs())
                .putInt(tiles.channels())
                .putDouble(epsilon)
                .putAddress(partial)
                .putAddress(forward)
                .putAddress(coefficients);
        Packs.putLine(totals, scale);
        Packs.putLine(totals, mean);
        Packs.putLine(totals, variance);
        Packs.putLine(totals, dscale);
        Packs.putLine(totals, dshift);
        totals.run();
        tiles.launch(gpu, INPUT.of(x.dtype()), 0)
                .on(x)
                .on(dy)
                .on(dx)
                .putAddress(from)
                .putAddress(gradients)
                .putAddress(to)
                .putAddress(coefficients)
                .putInt(workspace == null ? 0 : 1)
                .putInt(0)
                .run();
        images.deliver(to, dx);
    }

    /** Begins a launch of threads for each 32 channels, more of them the more slabs there are. */
    private Launch overChannels(String kernel, Tiles tiles, DType dtype) {
        int lines = Math.min(MOST_LINES, Integer.highestOneBit(Math.max(1, tiles.slabs() / SLABS)));
        return gpu.launch(kernel + (dtype == DType.FLOAT64 ? "_double" : "_float"))
                .grid((tiles.channels() + WARP - 1) / WARP, 1, 1)
                .threads(WARP * lines)
                .shared(WARP * lines * Double.BYTES);
    }

    /** Bytes of {@code kinds} numbers for each channel. */
    private static long coefficientBytes(int kinds, NdArray x) {
        return kinds * x.shape().size(1) * Packs.valueBytes(x.dtype());
    }

    private static long fill(NdArray workspace, NdArray x) {
        return Addresses.of(workspace.storage().allocate(coefficientBytes(FORWARD, x), null));
    }

    private static long filled(NdArray workspace) {
        Block block = workspace.storage().block();
        if (block == null) {
            throw new IllegalArgumentException(
                    "the workspace was not filled by a batch normalisation with relu of this backend");
        }
        return Addresses.of(block);
    }
}
