package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's convTranspose2d: the gradient of a convolution with respect to its input, as a forward operation that makes
 * images larger. Each element of x adds the filters, times its value, to the window of y that it stands for.
 */
public final class TransposedConvolution {
    private TransposedConvolution() {}

    /**
     * y [N, K, H', W'] of x [N, C, H, W], weight [C, K / G, R, S] and bias [K]; without N if x has none.
     * H' = (H - 1) stride - 2 padding + dilation (R - 1) + 1 + output padding.
     *
     * @param window of the convolution that this is the gradient of: R x S, stride, padding and dilation
     * @param outputPaddingHeight rows to add to y at its end, fewer than the stride: as many convolution would pass over
     * @param outputPaddingWidth columns to add
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    public static Tensor apply(
            Tensor x,
            Tensor weight,
            @Nullable Tensor bias,
            Window window,
            int outputPaddingHeight,
            int outputPaddingWidth,
            long groups) {
        if (x.dim() == 3 && weight.dim() == 4 && x.size(0) == weight.size(0)) {
            return Batches.ofOne(
                    x, batch -> apply(batch, weight, bias, window, outputPaddingHeight, outputPaddingWidth, groups));
        }
        boolean typesFit = Precision.fitsAutocast(x, weight);
        Convolution.checkWeight("convTranspose2d", weight, bias, window, groups, weight.size(1) * groups);
        if (x.dim() != 4 || x.size(1) != weight.size(0) || !typesFit) {
            throw new IllegalArgumentException("convTranspose2d expects " + weight.dtype() + "[N, " + weight.size(0)
                    + ", H, W] but got " + x.dtype() + x.shape()
                    + (typesFit ? "; is the batch channels-last? use permute(0, 3, 1, 2)" : Precision.cure(x, weight)));
        }
        if (!fits(outputPaddingHeight, window.strideHeight()) || !fits(outputPaddingWidth, window.strideWidth())) {
            throw new IllegalArgumentException(
                    "convTranspose2d expects an output padding of 0 or more and less than the"
                            + " stride of " + window.strideHeight() + "x" + window.strideWidth() + " but got "
                            + outputPaddingHeight + "x" + outputPaddingWidth + "; use less, or pad the result");
        }
        long height = (x.size(2) - 1) * window.strideHeight()
                - 2L * window.paddingHeight()
                + window.extentHeight()
                + outputPaddingHeight;
        long width = (x.size(3) - 1) * window.strideWidth()
                - 2L * window.paddingWidth()
                + window.extentWidth()
                + outputPaddingWidth;
        if (height < 1 || width < 1 || x.size(2) < 1 || x.size(3) < 1) {
            throw new IllegalArgumentException("convTranspose2d of images of " + x.size(2) + "x" + x.size(3)
                    + " would give images of " + height + "x" + width + "; use larger images or less padding");
        }
        Shape shape = Shape.of(x.size(0), weight.size(1) * groups, height, width);
        Tensor y = ConvolutionGradients.data(Precision.activation(x), weight, window, shape);
        return bias == null ? y : y.add(bias.to(y.dtype()).reshape(1, -1, 1, 1));
    }

    private static boolean fits(int outputPadding, int stride) {
        return outputPadding >= 0 && outputPadding < stride;
    }
}
