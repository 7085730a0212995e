package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.MaxPool;
import io.lockstep.engine.tensor.Tensor;

/** The largest element of each window of x [N, C, H, W]. */
public final class MaxPool2d extends Module {
    private final Window window;
    private final boolean ceilMode;

    public MaxPool2d(Window window) {
        this(window, false);
    }

    /** @param ceilMode whether a last window that reaches beyond the padding counts too */
    public MaxPool2d(Window window, boolean ceilMode) {
        this.window = window;
        this.ceilMode = ceilMode;
    }

    /** Square windows that do not overlap. */
    public MaxPool2d(int kernel) {
        this(Window.square(kernel, kernel, 0));
    }

    @Override
    public Tensor forward(Tensor x) {
        return MaxPool.apply(x, window, ceilMode);
    }
}
