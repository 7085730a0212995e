package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.FusedKernels.AfterConvolution;
import io.lockstep.engine.backend.NdArray;

/** What follows a convolution or a sum, in one pass over memory: normalisation, sum, relu (epilogue.cu). */
public final class AfterConvolutions {
    private final Gpu gpu;

    AfterConvolutions(Gpu gpu) {
        this.gpu = gpu;
    }

    /** y = max(0, a + b). */
    public void addRelu(NdArray a, NdArray b, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }

    /** y = what {@code after} makes of y, in place. */
    public void apply(AfterConvolution after, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
