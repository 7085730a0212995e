package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.SgdSettings;
import org.jspecify.annotations.Nullable;

/** Updates of parameters (optimizer.cu). */
public final class GradientDescent {
    private final Gpu gpu;

    GradientDescent(Gpu gpu) {
        this.gpu = gpu;
    }

    public void sgd(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
