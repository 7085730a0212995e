package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;

/** Average pooling and its gradient (pooling.cu). */
public final class AveragePooling {
    private static final ByType FORWARD = new ByType("pooling_average");
    private static final ByType WHOLE = new ByType("pooling_averagewhole");
    private static final ByType BACKWARD = new ByType("pooling_averagegradient");
    private static final int THREADS = 256;
    private static final int WARP = 32;
    /** From so many places on a window is shared among threads. */
    private static final int LARGE = 32;

    private final Gpu gpu;
    private final Images images;

    AveragePooling(Gpu gpu, Images images) {
        this.gpu = gpu;
        this.images = images;
    }

    public void averagePool(NdArray x, Window window, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        long from = images.read(x);
        long to = images.write(y);
        PoolingShape shape = PoolingShape.of(x.shape(), y.shape(), window, x.dtype(), from, to);
        if (y.shape().size(2) * y.shape().size(3) == 1 && shape.places() >= LARGE) {
            int packs = WARP * shape.width();
            shape.launch(gpu, WHOLE.of(x.dtype()), y.shape())
                    .on(x)
                    .on(y)
                    .grid(x.shape().size(0), (x.shape().size(1) + packs - 1) / packs, 1)
                    .shared(THREADS * shape.width() * Packs.valueBytes(x.dtype()))
                    .putAddress(from)
                    .putAddress(to)
                    .run();
        } else {
            shape.launch(gpu, FORWARD.of(x.dtype()), y.shape())
                    .on(x)
                    .on(y)
                    .putAddress(from)
                    .putAddress(to)
                    .run();
        }
        images.deliver(to, y);
    }

    public void averagePoolBackward(NdArray dy, Window window, NdArray dx) {
        if (dx.numel() == 0) {
            return;
        }
        long from = images.read(dy);
        long to = images.write(dx);
        PoolingShape.of(dx.shape(), dy.shape(), window, dx.dtype(), from, to)
                .launch(gpu, BACKWARD.of(dx.dtype()), dx.shape())
                .on(dy)
                .on(dx)
                .putAddress(from)
                .putAddress(to)
                .run();
        images.deliver(to, dx);
    }
}
