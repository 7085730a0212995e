package io.lockstep.engine.nn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.ops.BatchNorm;
import io.lockstep.engine.tensor.Tensor;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation of x [N, C, ...]: statistics of the batch in training, running ones in evaluation. Parameters weight
 * and bias, buffers running_mean and running_var, all [C]. The buffer num_batches_tracked is there only where it is
 * needed, for a momentum of null; with a fixed momentum nothing depends on it.
 */
abstract class BatchNormalization extends Module {
    private final BatchNormOptions options;
    private final @Nullable Tensor runningMean;
    private final @Nullable Tensor runningVariance;
    private final @Nullable Tensor batches;

    BatchNormalization(Initialisation initialisation, long channels, BatchNormOptions options) {
        this.options = options;
        if (options.affine()) {
            addParameter("weight", initialisation.constant(1, channels));
            addParameter("bias", initialisation.constant(0, channels));
        }
        boolean tracked = options.trackRunningStats();
        runningMean = tracked ? buffer("running_mean", initialisation.buffer(0, channels)) : null;
        runningVariance = tracked ? buffer("running_var", initialisation.buffer(1, channels)) : null;
        boolean counted = tracked && options.momentum() == null;
        batches = counted ? buffer("num_batches_tracked", initialisation.buffer(DType.INT64, 0)) : null;
    }

    private Tensor buffer(String name, Tensor buffer) {
        addBuffer(name, buffer);
        return buffer;
    }

    /** @throws IllegalArgumentException if x has other dimensions than the layer takes */
    abstract void check(Tensor x);

    @Override
    public final Tensor forward(Tensor x) {
        check(x);
        Tensor scale = options.affine() ? parameter("weight") : null;
        Tensor shift = options.affine() ? parameter("bias") : null;
        if (!isTraining() && runningMean != null && runningVariance != null) {
            return BatchNorm.inference(x, scale, shift, runningMean, runningVariance, options.eps());
        }
        return BatchNorm.training(x, scale, shift, runningMean, runningVariance, momentum(), options.eps());
    }

    /** Share of this batch, counting it where the running statistics are means over all. */
    private double momentum() {
        if (batches != null) {
            LongBuffer count = batches.contiguousBuffer().asLongBuffer();
            count.put(0, count.get(0) + 1);
            return 1.0 / count.get(0);
        }
        return options.momentum() == null ? 0 : options.momentum();
    }
}
