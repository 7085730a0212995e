package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;

/** Softmax along a dimension (softmax.cu). */
public final class Softmax {
    private final Gpu gpu;

    Softmax(Gpu gpu) {
        this.gpu = gpu;
    }

    public void softmax(boolean logarithm, int dim, NdArray x, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
