package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.Convolution;
import io.lockstep.engine.tensor.Tensor;

/** Convolution of x [N, C, L] with parameters weight [K, C / groups, S] and, unless made without it, bias [K]. */
public final class Conv1d extends Module {
    private final Window window;
    private final long groups;
    private final boolean bias;

    /** With stride 1, without padding, in one group and with bias. */
    public Conv1d(Initialisation initialisation, long inputs, long filters, int kernel) {
        this(initialisation, inputs, filters, Window.line(kernel, 1, 0), 1, true);
    }

    /**
     * With PyTorch's default initial values.
     *
     * @param window of one row, see {@link Window#line}: kernel size S, stride, padding and dilation
     * @throws IllegalArgumentException if {@code groups} does not divide both channels and filters
     */
    public Conv1d(Initialisation initialisation, long inputs, long filters, Window window, long groups, boolean bias) {
        Groups.check("Conv1d", inputs, filters, groups);
        if (window.kernelHeight() != 1 || window.strideHeight() != 1 || window.paddingHeight() != 0) {
            throw new IllegalArgumentException(
                    "Conv1d expects a window of one row but got " + window + "; make it by Window.line");
        }
        this.window = window;
        this.groups = groups;
        this.bias = bias;
        long channels = inputs / groups;
        long fanIn = channels * window.kernelWidth();
        registerParameter("weight", initialisation.uniformByFanIn(fanIn, filters, channels, window.kernelWidth()));
        if (bias) {
            registerParameter("bias", initialisation.uniformByFanIn(fanIn, filters));
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return Convolution.apply1d(x, parameter("weight"), bias ? parameter("bias") : null, window, groups);
    }
}
