package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/** Products of matrices (gemm*.cu). */
public final class MatrixProduct {
    private final Gpu gpu;

    MatrixProduct(Gpu gpu, Copying copying) {
        this.gpu = gpu;
    }

    public void matmul(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    public void batchMatmul(NdArray a, NdArray b, NdArray y) {
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
