package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Window;
import org.jspecify.annotations.Nullable;

/** Convolutions (convolution*.cu). */
public final class Convolution {
    private final Gpu gpu;

    Convolution(Gpu gpu, Images images) {
        this.gpu = gpu;
    }

    public void convolution(NdArray x, NdArray weight, @Nullable NdArray bias, Window window, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void convolutionBackwardData(NdArray dy, NdArray weight, Window window, NdArray dx) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void convolutionBackwardWeights(
            NdArray x, NdArray dy, Window window, NdArray dweight, @Nullable NdArray dbias) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void allowTensorFloat32(boolean allowed) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
