package io.lockstep.cuda.kernel;

import io.lockstep.engine.backend.Window;

/**
 * How images and filters are made fit for whole chunks of channels (convolutionorder.cu): filled up with zeros, or, where a
 * half-precision image has at most 4 channels and the window moves by two columns, two pixels of 4 channels folded into one of
 * 8. Of a resnet's first convolution, 7 x 7 of 3 channels, 224 products are summed in place of 392, for 147 that count.
 *
 * @param packed the convolution of what was packed
 * @param imageWidth columns of the packed image, before they are folded
 * @param inner channels of a group's pixel of the packed image, before pixels are folded
 * @param fold pixels folded into one
 * @param shift columns of zeros on the left of a folded filter
 * @param needed whether anything is to be packed
 */
record ConvolutionPacking(ConvolutionShape packed, int imageWidth, int inner, int fold, int shift, boolean needed) {
    private static final int FOLDED_CHANNELS = 4;
    private static final int FOLDED_CHUNK = 8;

    static ConvolutionPacking of(ConvolutionShape shape, ProductKind kind) {
        Window window = shape.window();
        if (kind.chunk() == FOLDED_CHUNK
                && shape.groups() == 1
                && shape.channels() <= FOLDED_CHANNELS
                && window.strideWidth() == 2
                && window.dilationWidth() == 1) {
            return folded(shape);
        }
        int channels = (int) kind.wholeChunks(shape.channels());
        ConvolutionShape packed = with(shape, channels, shape.width(), window);
        return new ConvolutionPacking(packed, shape.width(), channels, 1, 0, channels != shape.channels());
    }

    private static ConvolutionPacking folded(ConvolutionShape shape) {
        Window window = shape.window();
        int shift = window.paddingWidth() % 2;
        int halfWidth = (shape.width() + 1) / 2;
        Window half = new Window(
                window.kernelHeight(),
                (window.kernelWidth() + shift + 1) / 2,
                window.strideHeight(),
                1,
                window.paddingHeight(),
                (window.paddingWidth() + shift) / 2,
                window.dilationHeight(),
                1);
        ConvolutionShape packed = with(shape, FOLDED_CHUNK, halfWidth, half);
        return new ConvolutionPacking(packed, 2 * halfWidth, FOLDED_CHANNELS, 2, shift, true);
    }

    private static ConvolutionShape with(ConvolutionShape shape, int channels, int width, Window window) {
        return new ConvolutionShape(
                shape.batch(),
                channels,
                shape.height(),
                width,
                shape.filters(),
                shape.groups(),
                shape.resultHeight(),
                shape.resultWidth(),
                window);
    }
}
