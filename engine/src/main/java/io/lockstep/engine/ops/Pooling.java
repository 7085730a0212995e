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
     * @throws IllegalArgumentException if x is not [N, C, H, W], or some window has no element of x
     */
    static Shape shape(String name, Tensor x, Window window) {
        if (x.dim() != 4) {
            throw new IllegalArgumentException(name + " expects [N, C, H, W] but got " + x.shape());
        }
        if (window.paddingHeight() > window.kernelHeight() / 2 || window.paddingWidth() > window.kernelWidth() / 2) {
            throw new IllegalArgumentException(name + " expects a padding of at most half its window of "
                    + window.kernelHeight() + "x" + window.kernelWidth() + " but got " + window.paddingHeight() + "x"
                    + window.paddingWidth() + "; use a larger window or less padding");
        }
        long height = window.outputHeight(x.size(2));
        long width = window.outputWidth(x.size(3));
        if (height < 1 || width < 1 || x.size(2) < 1 || x.size(3) < 1) {
            throw new IllegalArgumentException(name + " with a window of " + window.kernelHeight() + "x"
                    + window.kernelWidth() + " does not fit into images of " + x.size(2) + "x" + x.size(3)
                    + "; use larger images or a smaller window");
        }
        return Shape.of(x.size(0), x.size(1), height, width);
    }
}
