package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.NdArray;

/** Pictures of bytes to normalised images (images.cu). */
public final class ImageNormalization {
    private final Gpu gpu;

    ImageNormalization(Gpu gpu, Images images) {
        this.gpu = gpu;
    }

    public void normalizeImages(NdArray images, float[] mean, float[] std, NdArray y) {
        if (!gpu.toString().isEmpty()) {
            throw new UnsupportedOperationException("not written yet on " + gpu);
        }
    }
}
