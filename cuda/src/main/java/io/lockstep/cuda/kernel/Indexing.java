package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import org.jspecify.annotations.Nullable;

/** Gathering and scattering (index.cu). */
public final class Indexing {
    private final Gpu gpu;

    Indexing(Gpu gpu) {
        this.gpu = gpu;
    }

    public void gather(NdArray x, int dim, NdArray index, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
