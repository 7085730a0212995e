package io.lockstep.engine.nn;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.UnaryOp;
import io.lockstep.engine.ops.BatchNorm;
import io.lockstep.engine.tensor.Tensor;

/**
 * Batch normalisation of x [N, C, ...]: statistics of the batch in training, running ones in evaluation. Parameters weight
 * and bias, buffers running_mean and running_var, all [C], and num_batches_tracked, an int64 scalar.
 */
abstract class BatchNormalization extends Module {
    private static final String MEAN = "running_mean";
    private static final String VARIANCE = "running_var";
    private static final String BATCHES = "num_batches_tracked";

    /** x + 1. */
    private static final UnaryOp ONE_MORE = new UnaryOp(UnaryOp.Function.LINEAR, 1, 1);

    private final BatchNormOptions options;

    BatchNormalization(Initialisation initialisation, long channels, BatchNormOptions options) {
        this.options = options;
        if (options.affine()) {
            registerParameter("weight", initialisation.constant(1, channels));
            registerParameter("bias", initialisation.constant(0, channels));
        }
        if (options.trackRunningStats()) {
            registerBuffer(MEAN, initialisation.buffer(0, channels));
            registerBuffer(VARIANCE, initialisation.buffer(1, channels));
            registerBuffer(BATCHES, initialisation.buffer(DType.INT64, 0));
        }
    }

    /** @throws IllegalArgumentException if x has other dimensions than the layer takes */
    abstract void check(Tensor x);

    @Override
    public final Tensor forward(Tensor x) {
        check(x);
        Tensor scale = options.affine() ? parameter("weight") : null;
        Tensor shift = options.affine() ? parameter("bias") : null;
        if (!options.trackRunningStats()) {
            return BatchNorm.training(x, scale, shift, null, null, 0, options.eps());
        }
        if (!isTraining()) {
            return BatchNorm.inference(x, scale, shift, buffer(MEAN), buffer(VARIANCE), options.eps());
        }
        countBatch();
        double momentum = momentum();
        return BatchNorm.training(x, scale, shift, buffer(MEAN), buffer(VARIANCE), momentum, options.eps());
    }

    private void countBatch() {
        Tensor batches = buffer(BATCHES);
        batches.device().backend().unary(ONE_MORE, batches.array(), batches.array());
    }

    /** Share of this batch in the running statistics. */
    private double momentum() {
        Double momentum = options.momentum();
        return momentum == null ? 1 / buffer(BATCHES).item() : momentum;
    }
}
