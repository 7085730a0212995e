package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/**
 * Batch normalisation of x [N, C, H, W]: statistics of the batch in training, running ones in evaluation. Parameters
 * weight and bias, buffers running_mean and running_var, all [C], and num_batches_tracked.
 */
public final class BatchNorm2d extends BatchNormalization {
    /** With PyTorch's momentum of 0.1 and epsilon of 1e-5. */
    public BatchNorm2d(Initialisation initialisation, long channels) {
        this(initialisation, channels, BatchNormOptions.DEFAULT);
    }

    public BatchNorm2d(Initialisation initialisation, long channels, BatchNormOptions options) {
        super(initialisation, channels, options);
    }

    @Override
    void check(Tensor x) {
        if (x.dim() != 4) {
            throw new IllegalArgumentException("BatchNorm2d expects [N, C, H, W] but got " + x.shape());
        }
    }
}
