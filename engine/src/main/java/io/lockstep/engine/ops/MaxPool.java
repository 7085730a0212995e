package io.lockstep.engine.ops;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/** Largest element of each window of x [N, C, H, W]; the gradient goes to the first of equals, as in PyTorch. */
public final class MaxPool {
    private MaxPool() {}

    /** @param window padded by at most half its size, so that each window has an element of x */
    public static Tensor apply(Tensor x, Window window) {
        if (x.dim() != 4) {
            throw new IllegalArgumentException("maxPool2d expects [N, C, H, W] but got " + x.shape());
        }
        if (window.paddingHeight() > window.kernelHeight() / 2 || window.paddingWidth() > window.kernelWidth() / 2) {
            throw new IllegalArgumentException("maxPool2d expects a padding of at most half its window of "
                    + window.kernelHeight() + "x" + window.kernelWidth() + " but got " + window.paddingHeight() + "x"
                    + window.paddingWidth() + "; use a larger window or less padding");
        }
        long height = window.outputHeight(x.size(2));
        long width = window.outputWidth(x.size(3));
        if (height < 1 || width < 1 || x.size(2) < 1 || x.size(3) < 1) {
            throw new IllegalArgumentException("maxPool2d with a window of " + window.kernelHeight() + "x"
                    + window.kernelWidth() + " does not fit into images of " + x.size(2) + "x" + x.size(3)
                    + "; use larger images or a smaller window");
        }
        Shape shape = Shape.of(x.size(0), x.size(1), height, width);
        Tensor y = x.device().empty(x.dtype(), shape);
        NdArray workspace = NdArray.deferred(x.device().allocator(), DType.INT64, shape);
        x.device().backend().maxPool(x.array(), window, y.array(), workspace);
        return y.computedBy(new Rule(workspace, window), x);
    }

    private record Rule(NdArray workspace, Window window) implements Operation {
        @Override
        public String name() {
            return "maxPool2d";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dy.device().backend().maxPoolBackward(dy.array(), workspace, window, dx.into(0));
        }
    }
}
