package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.TransposedConvolution;
import io.lockstep.engine.tensor.Tensor;

/**
 * Transposed convolution of x [N, C, H, W], which makes images larger, with parameters weight [C, K / groups, R, S] and,
 * unless made without it, bias [K].
 */
public final class ConvTranspose2d extends Module {
    private final Window window;
    private final int outputPadding;
    private final long groups;
    private final boolean bias;

    /** In one group, with bias and without output padding. */
    public ConvTranspose2d(Initialisation initialisation, long inputs, long outputs, Window window) {
        this(initialisation, inputs, outputs, window, 0, 1, true);
    }

    /**
     * With PyTorch's default initial values, whose fan-in is that of the weight's second dimension, K / groups.
     *
     * @param window kernel size R x S, stride, padding and dilation of the convolution that this transposes
     * @param outputPadding rows and columns to add at the end of the result, fewer than the stride
     * @throws IllegalArgumentException if {@code groups} does not divide both numbers of channels
     */
    public ConvTranspose2d(
            Initialisation initialisation,
            long inputs,
            long outputs,
            Window window,
            int outputPadding,
            long groups,
            boolean bias) {
        Groups.check("ConvTranspose2d", inputs, outputs, groups);
        this.window = window;
        this.outputPadding = outputPadding;
        this.groups = groups;
        this.bias = bias;
        long channels = outputs / groups;
        long fanIn = channels * window.kernelHeight() * window.kernelWidth();
        registerParameter(
                "weight",
                initialisation.uniformByFanIn(fanIn, inputs, channels, window.kernelHeight(), window.kernelWidth()));
        if (bias) {
            registerParameter("bias", initialisation.uniformByFanIn(fanIn, outputs));
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor shift = bias ? parameter("bias") : null;
        return TransposedConvolution.apply(x, parameter("weight"), shift, window, outputPadding, outputPadding, groups);
    }
}
