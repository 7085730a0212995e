package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Tensor;

/** What pooling operations of every kind ask of their input. */
final class Pooling {
    private Pooling() {}

    /**
     * Shape of the result [N, C, H', W'].
     *
     * @param ceilMode whether the number of windows is rounded up
     * @throws IllegalArgumentException if x is not [N, C, H, W], or some window has no element of x
     */
    static Shape shape(String name, Tensor x, Window window, boolean ceilMode) {
        if (x.dim() != 4) {
            throw new IllegalArgumentException(name + " expects [N, C, H, W] but got " + x.shape());
        }
        if (window.paddingHeight() > window.kernelHeight() / 2 || window.paddingWidth() > window.kernelWidth() / 2) {
            throw new IllegalArgumentException(name + " expects a padding of at most half its window of "
                    + window.kernelHeight() + "x" + window.kernelWidth() + " but got " + window.paddingHeight() + "x"
                    + window.paddingWidth() + "; use a larger window or less padding");
        }
        long height = ceilMode ? window.outputHeightByCeil(x.size(2)) : window.outputHeight(x.size(2));
        long width = ceilMode ? window.outputWidthByCeil(x.size(3)) : window.outputWidth(x.size(3));
        if (height < 1 || width < 1 || x.size(2) < 1 || x.size(3) < 1) {
            throw new IllegalArgumentException(name + " with a window of " + window.extentHeight() + "x"
                    + window.extentWidth() + " does not fit into images of " + x.size(2) + "x" + x.size(3)
                    + "; use larger images or a smaller window");
        }
        if (window.isDilated()
                && (anyEmpty(
                                height,
                                x.size(2),
                                window.kernelHeight(),
                                window.strideHeight(),
                                window.paddingHeight(),
                                window.dilationHeight())
                        || anyEmpty(
                                width,
                                x.size(3),
                                window.kernelWidth(),
                                window.strideWidth(),
                                window.paddingWidth(),
                                window.dilationWidth()))) {
            throw new IllegalArgumentException(name + " with " + window + " has a window whose elements all lie beside"
                    + " the image of " + x.size(2) + "x" + x.size(3) + "; use less dilation or padding");
        }
        return Shape.of(x.size(0), x.size(1), height, width);
    }

    /** Whether some window steps over the whole image, as gaps allow. */
    private static boolean anyEmpty(long windows, long size, int kernel, int stride, int padding, int dilation) {
        for (long i = 0; i < windows; i++) {
            long first = i * stride - padding;
            long steps = first >= 0 ? 0 : (-first + dilation - 1) / dilation;
            if (steps >= kernel || first + steps * dilation >= size) {
                return true;
            }
        }
        return false;
    }
}
