package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;

/**
 * The sizes of a convolution of x [N, G C, H, W] with weight [G K, C, R, S] to y [N, G K, P, Q].
 *
 * @param batch N
 * @param channels C, of one group
 * @param height H
 * @param width W
 * @param filters K, of one group
 * @param groups G
 * @param resultHeight P
 * @param resultWidth Q
 */
record ConvolutionShape(
        int batch,
        int channels,
        int height,
        int width,
        int filters,
        int groups,
        int resultHeight,
        int resultWidth,
        Window window) {
    static ConvolutionShape of(NdArray x, NdArray weight, NdArray y, Window window) {
        Shape image = x.shape();
        Shape filter = weight.shape();
        long groups = filter.size(1) == 0 ? 1 : Math.max(1, image.size(1) / filter.size(1));
        return new ConvolutionShape(
                Math.toIntExact(image.size(0)),
                Math.toIntExact(filter.size(1)),
                Math.toIntExact(image.size(2)),
                Math.toIntExact(image.size(3)),
                Math.toIntExact(filter.size(0) / groups),
                Math.toIntExact(groups),
                Math.toIntExact(y.shape().size(2)),
                Math.toIntExact(y.shape().size(3)),
                window);
    }

    /** Pixels of x. */
    long pixels() {
        return (long) batch * height * width;
    }

    /** Pixels of y. */
    long results() {
        return (long) batch * resultHeight * resultWidth;
    }

    /** Elements of the weight. */
    long weights() {
        return (long) groups * filters * channels * taps();
    }

    int taps() {
        return window.kernelHeight() * window.kernelWidth();
    }

    /** Positions modulo the strides, for each of which the gradient of x is a convolution of its own. */
    long residues() {
        return (long) window.strideHeight() * window.strideWidth();
    }

    /** Taps of the residue that has most of them, along one axis. */
    static int tapsOfResidue(int kernel, int stride, int dilation) {
        int divisor = stride;
        for (int rest = dilation; rest != 0; ) {
            int next = divisor % rest;
            divisor = rest;
            rest = next;
        }
        int step = stride / divisor;
        return (kernel + step - 1) / step;
    }

    /** The fields {@code kernelHeight} to {@code dilationWidth} of a kernel. */
    Launch putWindow(Launch launch) {
        return launch.putInt(window.kernelHeight())
                .putInt(window.kernelWidth())
                .putInt(window.strideHeight())
                .putInt(window.strideWidth())
                .putInt(window.paddingHeight())
                .putInt(window.paddingWidth())
                .putInt(window.dilationHeight())
                .putInt(window.dilationWidth());
    }
}
