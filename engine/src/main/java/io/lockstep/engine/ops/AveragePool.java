package io.lockstep.engine.ops;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.backend.Window;
import io.lockstep.engine.tensor.Gradients;
import io.lockstep.engine.tensor.Operation;
import io.lockstep.engine.tensor.Tensor;

/**
 * Mean of each window of x [N, C, H, W]. Padding counts as zeros, as by PyTorch's default of count_include_pad=True, so
 * each element of a window of R x S gets 1 / (R S) of its gradient.
 */
public final class AveragePool {
    private AveragePool() {}

    /** @param window padded by at most half its size, so that each window has an element of x */
    public static Tensor apply(Tensor x, Window window) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "avgPool2d expects a floating tensor but got " + x.dtype() + "; convert it with to(FLOAT32)");
        }
        Shape shape = Pooling.shape("avgPool2d", x, window);
        Tensor y = x.device().empty(x.dtype(), shape);
        x.device().backend().averagePool(x.array(), window, y.array());
        return y.computedBy(new Rule(window), x);
    }

    private record Rule(Window window) implements Operation {
        @Override
        public String name() {
            return "avgPool2d";
        }

        @Override
        public void backward(Tensor dy, Gradients dx) {
            dy.device().backend().averagePoolBackward(dy.array(), window, dx.into(0));
        }
    }
}
