package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;

/**
 * Arrays in row-major order without gaps, for the kernels that want them so: read where they lie, or from a copy in the working
 * memory if they lie otherwise.
 */
final class PlainArrays {
    private final Gpu gpu;
    private final Copying copying;

    PlainArrays(Gpu gpu, Copying copying) {
        this.gpu = gpu;
        this.copying = copying;
    }

    /** The address of the elements in row-major order, where they lie or of a copy. */
    long read(NdArray x) {
        Placement placement = Placement.of(x);
        if (placement.isContiguous()) {
            return placement.address();
        }
        long copy = gpu.scratch().take(x.numel() * x.dtype().bytes());
        copying.move(placement, plain(x, copy));
        return copy;
    }

    /** Where a kernel writes all elements of y in row-major order. */
    long write(NdArray y) {
        Placement placement = Placement.of(y);
        return placement.isContiguous()
                ? placement.address()
                : gpu.scratch().take(y.numel() * y.dtype().bytes());
    }

    /** Brings what was written at {@link #write}'s address to y, if it lies in another order. */
    void deliver(long written, NdArray y) {
        Placement placement = Placement.of(y);
        if (placement.address() != written) {
            copying.move(plain(y, written), placement);
        }
    }

    private static Placement plain(NdArray array, long address) {
        return new Placement(
                array, address, array.shape().toArray(), array.shape().contiguousStrides());
    }
}
