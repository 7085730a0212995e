package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;

/** Average pooling (pooling.cu). */
public final class AveragePooling {
    private final Gpu gpu;

    AveragePooling(Gpu gpu, Images images) {
        this.gpu = gpu;
    }

    public void averagePool(NdArray x, Window window, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void averagePoolBackward(NdArray dy, Window window, NdArray dx) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
