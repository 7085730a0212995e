package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;

/** Softmax along a dimension, or its logarithm (softmax.cu). */
public final class Softmax {
    private final Gpu gpu;

    Softmax(Gpu gpu) {
        this.gpu = gpu;
    }

    public void softmax(boolean logarithm, int dim, NdArray x, NdArray y) {
        if (y.numel() == 0) {
            return;
        }
        Placement from = Placement.of(x);
        Lines lines = Lines.along(dim, from, Placement.of(y, x));
        Sharing sharing = lines.sharing();
        boolean exact = x.dtype().isHalf() || x.dtype() == DType.FLOAT32;
        Launch launch = lines.starts()
                .put(gpu.launch(exact ? "softmax_float" : "softmax_double"))
                .putLong(lines.length())
                .putLong(lines.steps()[0])
                .putLong(lines.steps()[1]);
        sharing.put(launch)
                .putInt(logarithm ? 1 : 0)
                .grid(sharing.blocks(lines.count()), 1, 1)
                .threads(Sharing.THREADS)
                .run();
    }
}
