package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/**
 * Batch normalisation of x [N, C] or [N, C, L]: statistics of the batch in training, running ones in evaluation.
 * Parameters weight and bias, buffers running_mean and running_var, all [C], and num_batches_tracked.
 */
public final class BatchNorm1d extends BatchNormalization {
    /** With PyTorch's momentum of 0.1 and epsilon of 1e-5. */
    public BatchNorm1d(Initialisation initialisation, long channels) {
        this(initialisation, channels, BatchNormOptions.DEFAULT);
    }

    public BatchNorm1d(Initialisation initialisation, long channels, BatchNormOptions options) {
        super(initialisation, channels, options);
    }

    @Override
    void check(Tensor x) {
        if (x.dim() != 2 && x.dim() != 3) {
            throw new IllegalArgumentException("BatchNorm1d expects [N, C] or [N, C, L] but got " + x.shape());
        }
    }
}
