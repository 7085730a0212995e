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
        Shape shape = Pooling.shape("maxPool2d", x, window);
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
