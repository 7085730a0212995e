package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.SgdSettings;
import org.jspecify.annotations.Nullable;

/** Updates of parameters (optimizer.cu). */
public final class GradientDescent {
    private static final ByType SGD = new ByType("optimizer_sgd");
    private static final int THREADS = 256;

    private final Gpu gpu;

    GradientDescent(Gpu gpu) {
        this.gpu = gpu;
    }

    public void sgd(NdArray parameters, NdArray gradients, @Nullable NdArray momentumBuffer, SgdSettings settings) {
        long count = parameters.numel();
        if (count == 0) {
            return;
        }
        DType dtype = parameters.dtype();
        long at = Addresses.ofContiguous(parameters);
        long from = Addresses.ofContiguous(gradients);
        long buffer = settings.momentum() == 0 ? 0 : Addresses.ofNullable(momentumBuffer);
        boolean packed = Packs.areAligned(at, from, buffer);
        gpu.launch(SGD.of(dtype))
                .on(parameters)
                .on(gradients)
                .over(packed ? count / Packs.width(dtype) : count, THREADS)
                .putLong(count)
                .putAddress(at)
                .putAddress(from)
                .putAddress(buffer)
                .putDouble(settings.learningRate())
                .putDouble(settings.momentum())
                .putDouble(settings.weightDecay())
                .putDouble(1 - settings.dampening())
                .putInt(settings.nesterov() ? 1 : 0)
                .putInt(settings.firstStep() ? 1 : 0)
                .putInt(packed ? 1 : 0)
                .putInt(0)
                .run();
    }
}
