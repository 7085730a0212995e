package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.AdamSettings;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/** Adam and AdamW (adam.cu), one kernel for an update. */
final class AdaptiveMoments {
    private static final ByType UPDATE = new ByType("adam_update");
    private static final int THREADS = 256;

    private final Gpu gpu;

    AdaptiveMoments(Gpu gpu) {
        this.gpu = gpu;
    }

    void adam(
            NdArray parameters,
            NdArray gradients,
            NdArray average,
            NdArray averageSquare,
            @Nullable NdArray maxAverageSquare,
            AdamSettings settings) {
        long count = parameters.numel();
        if (count == 0) {
            return;
        }
        DType dtype = parameters.dtype();
        long at = Addresses.ofContiguous(parameters);
        long from = Addresses.ofContiguous(gradients);
        long ofGradient = Addresses.ofContiguous(average);
        long ofSquare = Addresses.ofContiguous(averageSquare);
        long largest = Addresses.ofNullable(maxAverageSquare);
        boolean packed = Packs.areAligned(at, from, ofGradient, ofSquare, largest);
        gpu.launch(UPDATE.of(dtype))
                .on(parameters)
                .on(gradients)
                .on(average)
                .on(averageSquare)
                .over(packed ? count / Packs.width(dtype) : count, THREADS)
                .putLong(count)
                .putAddress(at)
                .putAddress(from)
                .putAddress(ofGradient)
                .putAddress(ofSquare)
                .putAddress(largest)
                .putDouble(settings.kept())
                .putDouble(settings.gradientDecay())
                .putDouble(settings.beta1())
                .putDouble(1 - settings.beta1())
                .putDouble(settings.beta2())
                .putDouble(1 - settings.beta2())
                .putDouble(settings.stepSize())
                .putDouble(1 / Math.sqrt(settings.biasCorrection2()))
                .putDouble(settings.epsilon())
                .putInt(packed ? 1 : 0)
                .putInt(0)
                .run();
    }
}
