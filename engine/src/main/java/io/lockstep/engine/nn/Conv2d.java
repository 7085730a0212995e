package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.Convolution;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of x [N, C, H, W] with parameters weight [K, C / groups, R, S] and, unless made without it, bias [K]. With
 * as many groups as channels it is a depthwise convolution.
 */
public final class Conv2d extends Module {
    private final Window window;
    private final long groups;
    private final boolean bias;

    /**
     * In one group, with bias, and PyTorch's default initial values.
     *
     * @param window kernel size R x S, stride, padding and dilation
     */
    public Conv2d(Initialisation initialisation, long inputs, long filters, Window window) {
        this(initialisation, inputs, filters, window, 1, true);
    }

    /**
     * With PyTorch's default initial values.
     *
     * @param window kernel size R x S, stride, padding and dilation
     * @throws IllegalArgumentException if {@code groups} does not divide both channels and filters
     */
    public Conv2d(Initialisation initialisation, long inputs, long filters, Window window, long groups, boolean bias) {
        Groups.check("Conv2d", inputs, filters, groups);
        this.window = window;
        this.groups = groups;
        this.bias = bias;
        long channels = inputs / groups;
        long fanIn = channels * area(window);
        registerParameter(
                "weight",
                initialisation.uniformByFanIn(fanIn, filters, channels, window.kernelHeight(), window.kernelWidth()));
        if (bias) {
            registerParameter("bias", initialisation.uniformByFanIn(fanIn, filters));
        }
    }

    private Conv2d(Tensor weight, @Nullable Tensor bias, Window window, long groups) {
        this.window = window;
        this.groups = groups;
        this.bias = bias != null;
        registerParameter("weight", weight);
        if (bias != null) {
            registerParameter("bias", bias);
        }
    }

    /** In one group, with these initial values: weight [K, C, R, S] and bias [K]. */
    public static Conv2d of(Tensor weight, Tensor bias, Window window) {
        return new Conv2d(weight, bias, window, 1);
    }

    /** With a bias of 0 and weights drawn by {@link Initialisation#kaimingNormal}, as torchvision's VGG has them. */
    public static Conv2d withZeroBias(Initialisation initialisation, long inputs, long filters, Window window) {
        Tensor weight = initialisation.kaimingNormal(
                filters * area(window), filters, inputs, window.kernelHeight(), window.kernelWidth());
        return of(weight, initialisation.constant(0, filters), window);
    }

    /**
     * Without bias, for batch normalisation to follow, which would take it away again; the weights are drawn by
     * {@link Initialisation#kaimingNormal}, as torchvision does in its networks of that kind.
     *
     * @param window kernel size R x S, stride, padding and dilation
     */
    public static Conv2d withoutBias(Initialisation initialisation, long inputs, long filters, Window window) {
        return withoutBias(initialisation, inputs, filters, window, 1);
    }

    /** The same in groups; the fan-out is that of PyTorch, which counts all filters. */
    public static Conv2d withoutBias(
            Initialisation initialisation, long inputs, long filters, Window window, long groups) {
        Groups.check("Conv2d", inputs, filters, groups);
        Tensor weight = initialisation.kaimingNormal(
                filters * area(window), filters, inputs / groups, window.kernelHeight(), window.kernelWidth());
        return new Conv2d(weight, null, window, groups);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Convolution.apply(x, parameter("weight"), bias ? parameter("bias") : null, window, groups);
    }

    private static long area(Window window) {
        return (long) window.kernelHeight() * window.kernelWidth();
    }
}
