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
 * @param dilationHeight step between the rows of a window, 1 for neighbours
 * @param dilationWidth step between the columns of a window
 */
public record Window(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int paddingHeight,
        int paddingWidth,
        int dilationHeight,
        int dilationWidth) {
    public Window {
        if (kernelHeight < 1 || kernelWidth < 1 || strideHeight < 1 || strideWidth < 1) {
            throw new IllegalArgumentException("kernel and stride are 1 or more, but got kernel " + kernelHeight + "x"
                    + kernelWidth + " and stride " + strideHeight + "x" + strideWidth);
        }
        if (paddingHeight < 0 || paddingWidth < 0) {
            throw new IllegalArgumentException("padding is 0 or more, but got " + paddingHeight + "x" + paddingWidth);
        }
        if (dilationHeight < 1 || dilationWidth < 1) {
            throw new IllegalArgumentException("dilation is 1 or more, 1 for a window without gaps, but got "
                    + dilationHeight + "x" + dilationWidth);
        }
    }

    /** A window without gaps. */
    public Window(
            int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight, int paddingWidth) {
        this(kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth, 1, 1);
    }

    /** A window of one row, over sequences that are seen as images of one row. */
    public static Window line(int kernel, int stride, int padding) {
        return new Window(1, kernel, 1, stride, 0, padding);
    }

    public static Window square(int kernel, int stride, int padding) {
        return new Window(kernel, kernel, stride, stride, padding, padding);
    }

    /** The same window with steps of {@code dilation} between its elements. */
    public Window dilated(int dilation) {
        return dilated(dilation, dilation);
    }

    /** The same window with these steps between its rows and columns. */
    public Window dilated(int height, int width) {
        return new Window(
                kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth, height, width);
    }

    /** Whether there are gaps between the elements of a window. */
    public boolean isDilated() {
        return dilationHeight != 1 || dilationWidth != 1;
    }

    /** Rows from the first to the last of a window: dilation (kernel - 1) + 1. */
    public long extentHeight() {
        return (long) dilationHeight * (kernelHeight - 1) + 1;
    }

    /** Columns from the first to the last of a window. */
    public long extentWidth() {
        return (long) dilationWidth * (kernelWidth - 1) + 1;
    }

    /** Output height for an input of {@code height} rows: floor((height + 2 padding - extent) / stride) + 1. */
    public long outputHeight(long height) {
        return Math.floorDiv(height + 2L * paddingHeight - extentHeight(), strideHeight) + 1;
    }

    /** Output width for an input of {@code width} columns. */
    public long outputWidth(long width) {
        return Math.floorDiv(width + 2L * paddingWidth - extentWidth(), strideWidth) + 1;
    }

    /** Output height of a pooling in ceil mode, where a last window may reach beyond the padding but begins before it. */
    public long outputHeightByCeil(long height) {
        return byCeil(height, extentHeight(), strideHeight, paddingHeight);
    }

    /** Output width of a pooling in ceil mode. */
    public long outputWidthByCeil(long width) {
        return byCeil(width, extentWidth(), strideWidth, paddingWidth);
    }

    private static long byCeil(long size, long extent, int stride, int padding) {
        long outputs = Math.floorDiv(size + 2L * padding - extent + stride - 1, stride) + 1;
        return (outputs - 1) * stride >= size + padding ? outputs - 1 : outputs;
    }
}
