package io.lockstep.cuda.kernel;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import org.jspecify.annotations.Nullable;

/**
 * Who convolves: Lockstep's own kernels, of which there are several kinds, or a vendor's library. Arrays are those of
 * {@link io.lockstep.engine.backend.Backend}'s methods; results are not empty, nor are the images that gradients come from.
 */
interface ConvolutionProvider {
    /** Whether this one does such convolutions of images of this type. */
    boolean supports(ConvolutionShape shape, DType images);

    void forward(ConvolutionShape shape, NdArray x, NdArray weight, @Nullable NdArray bias, NdArray y);

    void backwardData(ConvolutionShape shape, NdArray dy, NdArray weight, NdArray dx);

    void backwardWeights(ConvolutionShape shape, NdArray x, NdArray dy, NdArray dweight, @Nullable NdArray dbias);

    default void allowTensorFloat32(boolean allowed) {}
}
