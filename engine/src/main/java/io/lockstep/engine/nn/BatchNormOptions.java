package io.lockstep.engine.nn;

import org.jspecify.annotations.Nullable;

/**
 * Options of batch normalisation, with PyTorch's names.
 *
 * @param eps added to the variance
 * @param momentum share of a new batch in the running statistics, null for their mean over all batches
 * @param affine whether there are parameters weight and bias
 * @param trackRunningStats whether there are running statistics, which evaluation normalises with; else it takes those of
 *     the batch
 */
public record BatchNormOptions(double eps, @Nullable Double momentum, boolean affine, boolean trackRunningStats) {
    /** PyTorch's defaults. */
    public static final BatchNormOptions DEFAULT = new BatchNormOptions(1e-5, 0.1, true, true);
}
