package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;

/** Max pooling (pooling.cu). */
public final class MaxPooling {
    private final Gpu gpu;

    MaxPooling(Gpu gpu, Images images) {
        this.gpu = gpu;
    }

    public void maxPool(NdArray x, Window window, NdArray y, NdArray workspace) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void maxPoolBackward(NdArray dy, NdArray workspace, Window window, NdArray dx) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
