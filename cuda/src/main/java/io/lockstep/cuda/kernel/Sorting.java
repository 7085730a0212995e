package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;

/** Sorting along a dimension (sort.cu). */
public final class Sorting {
    private final Gpu gpu;

    Sorting(Gpu gpu) {
        this.gpu = gpu;
    }

    public void sort(NdArray x, int dim, boolean descending, NdArray values, NdArray indices) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
