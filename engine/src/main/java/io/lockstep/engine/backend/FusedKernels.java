package io.lockstep.engine.backend;

import org.jspecify.annotations.Nullable;

/**
 * Kernels that do the work of several in one pass over memory, beside those they stand for. A backend that has them is
 * wrapped in a {@link io.lockstep.engine.backend.fusion.FusingBackend}, which calls them where the others would follow
 * one another. They take float32 and, as the kernels they stand for do, half-precision arrays that are not empty. Results
 * agree with the single kernels' to rounding, NaN included; only gradients of what is NaN already may differ.
 */
public interface FusedKernels extends Backend {
    /**
     * {@link #batchNormTraining} and relu: y = max(0, normalised x).
     *
     * @param workspace fresh storage in which the backend keeps what {@link #batchNormReluBackward} needs
     */
    void batchNormReluTraining(
            NdArray x,
            NdArray scale,
            NdArray shift,
            double epsilon,
            RunningStatistics running,
            NdArray y,
            NdArray mean,
            NdArray variance,
            NdArray workspace);

    /** The gradients of {@link #batchNormReluTraining}, overwritten; dx may be dy. */
    void batchNormReluBackward(
            NdArray x,
            NdArray dy,
            NdArray workspace,
            NdArray scale,
            NdArray mean,
            NdArray variance,
            double epsilon,
            NdArray dx,
            NdArray dscale,
            NdArray dshift);

    /** y = max(0, a + b), all of one shape without repeated elements; minus infinity gives NaN. */
    void addRelu(NdArray a, NdArray b, NdArray y);

    /**
     * {@link #convolution} followed by what {@code after} says.
     *
     * @param after at least one operation
     */
    void convolutionAnd(
            NdArray x, NdArray weight, @Nullable NdArray bias, Window window, AfterConvolution after, NdArray y);

    /**
     * What comes after a convolution, in this order.
     *
     * @param normalization batch normalisation with given statistics, null for none
     * @param addend of the result's shape, null for none
     * @param relu whether max(0, ...) is the last; minus infinity then gives NaN
     */
    record AfterConvolution(
            @Nullable Normalization normalization, @Nullable NdArray addend, boolean relu) {}

    /** (x - mean) / sqrt(variance + epsilon) * scale + shift, all [C]. */
    record Normalization(NdArray scale, NdArray shift, NdArray mean, NdArray variance, double epsilon) {}
}
