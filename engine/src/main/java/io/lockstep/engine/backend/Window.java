package io.lockstep.engine.backend;

/**
 * A sliding window over height and width, of a pooling or, with the kernel's size, a convolution.
 *
 * @param kernelHeight height of the window in elements
 * @param kernelWidth width of the window
 * @param strideHeight step between windows
 * @param strideWidth step between windows
 * @param paddingHeight rows added above and below
 * @param paddingWidth columns added left and right
 */
public record Window(
        int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight, int paddingWidth) {
    public Window {
        if (kernelHeight < 1 || kernelWidth < 1 || strideHeight < 1 || strideWidth < 1) {
            throw new IllegalArgumentException("kernel and stride are 1 or more, but got kernel " + kernelHeight + "x"
                    + kernelWidth + " and stride " + strideHeight + "x" + strideWidth);
        }
        if (paddingHeight < 0 || paddingWidth < 0) {
            throw new IllegalArgumentException("padding is 0 or more, but got " + paddingHeight + "x" + paddingWidth);
        }
    }

    public static Window square(int kernel, int stride, int padding) {
        return new Window(kernel, kernel, stride, stride, padding, padding);
    }

    /** Output height for an input of {@code height} rows: floor((height + 2 padding - kernel) / stride) + 1. */
    public long outputHeight(long height) {
        return Math.floorDiv(height + 2L * paddingHeight - kernelHeight, strideHeight) + 1;
    }

    /** Output width for an input of {@code width} columns. */
    public long outputWidth(long width) {
        return Math.floorDiv(width + 2L * paddingWidth - kernelWidth, strideWidth) + 1;
    }
}
