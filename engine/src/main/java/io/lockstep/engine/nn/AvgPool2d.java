package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.AveragePool;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The mean of each window of x [N, C, H, W]. */
public final class AvgPool2d extends Module {
    private final Window window;
    private final boolean ceilMode;
    private final boolean countIncludePad;
    private final @Nullable Integer divisorOverride;

    /** Square windows that do not overlap. */
    public AvgPool2d(int kernel) {
        this(Window.square(kernel, kernel, 0));
    }

    /** Padding counts as zeros. */
    public AvgPool2d(Window window) {
        this(window, false, true, null);
    }

    /**
     * @param window without dilation
     * @param ceilMode whether a last window that reaches beyond the padding counts too
     * @param countIncludePad whether sums are divided by the places of a window in the padding, too
     * @param divisorOverride what sums are divided by, null for the number of places
     */
    public AvgPool2d(Window window, boolean ceilMode, boolean countIncludePad, @Nullable Integer divisorOverride) {
        this.window = window;
        this.ceilMode = ceilMode;
        this.countIncludePad = countIncludePad;
        this.divisorOverride = divisorOverride;
    }

    @Override
    public Tensor forward(Tensor x) {
        return AveragePool.apply(x, window, ceilMode, countIncludePad, divisorOverride);
    }
}
