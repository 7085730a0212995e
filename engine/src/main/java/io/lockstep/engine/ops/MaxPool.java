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
        return apply(x, window, false);
    }

    /**
     * y [N, C, H', W'], without N if x has none.
     *
     * @param window padded by at most half its size
     * @param ceilMode whether a last window that reaches beyond the padding counts too
     */
    public static Tensor apply(Tensor x, Window window, boolean ceilMode) {
        if (x.dim() == 3) {
            return Batches.ofOne(x, batch -> apply(batch, window, ceilMode));
        }
        Shape shape = Pooling.shape("maxPool2d", x, window, ceilMode);
        Tensor y = x.device().empty(x.dtype(), shape);
        NdArray workspace = NdArray.deferred(x.device().allocator(), DType.INT64, shape);
        x.device().backend().maxPool(x.array(), window, y.array(), workspace);
        return y.computedBy(new Rule(x, workspace, window), x);
    }

    private record Rule(Tensor x, NdArray workspace, Window window) implements Operation {
        @Override
        public String name() {
            return "maxPool2d";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dy.device().backend().maxPoolBackward(dy.array(), workspace, window, dx.into(0));
        }

        /** The workspace is the backend's own, so the places of the largest elements are looked up anew. */
        @Override
        public void differentiableBackward(Tensor dy, Gradients dx) {
            Winners winners = Winners.of(x, window, dy.shape());
            dx.give(0, winners.scatter(dy));
        }
    }
}
