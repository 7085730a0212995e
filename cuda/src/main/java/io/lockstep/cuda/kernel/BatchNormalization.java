package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.RunningStatistics;
import org.jspecify.annotations.Nullable;

/** Batch normalisation, with relu if wanted (batchnorm.cu). */
public final class BatchNormalization {
    private final Gpu gpu;

    BatchNormalization(Gpu gpu, Images images) {
        this.gpu = gpu;
    }

    public void training(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance,
            @Nullable NdArray workspace) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void inference(
            NdArray x, NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void backward(
            NdArray x,
            NdArray dy,
            @Nullable NdArray workspace,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
