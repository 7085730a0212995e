package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;

/** Sums, products and extremes along dimensions (reduce.cu). */
public final class Reductions {
    private final Gpu gpu;

    Reductions(Gpu gpu) {
        this.gpu = gpu;
    }

    public void reduce(Reduction op, NdArray x, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void argExtreme(boolean largest, int dim, NdArray x, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void scan(Reduction op, int dim, NdArray x, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
