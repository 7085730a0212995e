package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Storage;

/**
 * Arrays [N, C, H, W] in channels-last order, [N, H, W, C], for the kernels that want them so: read where they lie, or from a
 * copy in the working memory if they lie otherwise.
 */
final class Images {
    private final Gpu gpu;
    private final Copying copying;

    Images(Gpu gpu, Copying copying) {
        this.gpu = gpu;
        this.copying = copying;
    }

    /** The address of the elements in channels-last order, where they lie or of a copy. */
    long read(NdArray x) {
        Placement placement = Placement.of(x);
        if (ChannelsLast.isOrderOf(placement)) {
            return placement.address();
        }
        long copy = gpu.scratch().take(x.numel() * x.dtype().bytes());
        copying.move(placement, new Placement(x, copy, placement.sizes(), ChannelsLast.strides(x.shape())));
        return copy;
    }

    /** Where a kernel writes all elements of y in channels-last order: fresh storage takes that order. */
    long write(NdArray y) {
        Storage storage = y.storage();
        if (storage.isDeferred() && y.numel() > 0) {
            boolean plainToo =
                    y.shape().size(1) == 1 || y.shape().size(2) * y.shape().size(3) == 1;
            storage.allocate(
                    y.numel() * y.dtype().bytes(), plainToo ? null : new ChannelsLast(copying, y.shape(), y.dtype()));
        }
        Placement placement = Placement.of(y);
        return ChannelsLast.isOrderOf(placement)
                ? placement.address()
                : gpu.scratch().take(y.numel() * y.dtype().bytes());
    }

    /** Brings what was written at {@link #write}'s address to y, if it lies in another order. */
    void deliver(long written, NdArray y) {
        Placement placement = Placement.of(y);
        if (placement.address() != written) {
            copying.move(new Placement(y, written, placement.sizes(), ChannelsLast.strides(y.shape())), placement);
        }
    }
}
