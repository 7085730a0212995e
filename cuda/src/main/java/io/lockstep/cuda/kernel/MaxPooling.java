package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.Block;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;

/**
 * Max pooling and its gradient (pooling.cu). The workspace tells which place of each window was the largest, in channels-last
 * order: a byte each, an int where windows have more places than that.
 */
public final class MaxPooling {
    private static final ByType FORWARD = new ByType("pooling_max");
    private static final ByType BACKWARD = new ByType("pooling_maxgradient");
    /** The number that follows stands for no place. */
    private static final int MOST_PLACES_IN_BYTES = 255;

    private final Gpu gpu;
    private final Images images;

    MaxPooling(Gpu gpu, Images images) {
        this.gpu = gpu;
        this.images = images;
    }

    public void maxPool(NdArray x, Window window, NdArray y, NdArray workspace) {
        if (y.numel() == 0) {
            return;
        }
        long from = images.read(x);
        long to = images.write(y);
        PoolingShape shape = PoolingShape.of(x.shape(), y.shape(), window, x.dtype(), from, to);
        int wide = isWide(shape) ? 1 : 0;
        long bytes = y.numel() * (wide == 1 ? Integer.BYTES : 1);
        long winners = Addresses.of(workspace.storage().allocate(bytes, null));
        shape.launch(gpu, FORWARD.of(x.dtype()), y.shape())
                .on(x)
                .on(y)
                .putAddress(from)
                .putAddress(to)
                .putAddress(winners)
                .putInt(wide)
                .putInt(0)
                .run();
        images.deliver(to, y);
    }

    public void maxPoolBackward(NdArray dy, NdArray workspace, Window window, NdArray dx) {
        if (dx.numel() == 0) {
            return;
        }
        Block winners = workspace.storage().block();
        if (winners == null) {
            throw new IllegalArgumentException("the workspace was not filled by a max-pooling of this backend");
        }
        long from = images.read(dy);
        long to = images.write(dx);
        PoolingShape shape = PoolingShape.of(dx.shape(), dy.shape(), window, dx.dtype(), from, to);
        shape.launch(gpu, BACKWARD.of(dx.dtype()), dx.shape())
                .on(dy)
                .on(dx)
                .putAddress(from)
                .putAddress(to)
                .putAddress(Addresses.of(winners))
                .putInt(isWide(shape) ? 1 : 0)
                .putInt(0)
                .run();
        images.deliver(to, dx);
    }

    private static boolean isWide(PoolingShape shape) {
        return shape.places() > MOST_PLACES_IN_BYTES;
    }
}
