package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.Convolution;
import io.lockstep.engine.tensor.Tensor;

/** Convolution of x [N, C, H, W] with parameters weight [K, C, R, S] and, unless made without it, bias [K]. */
public final class Conv2d extends Module {
    private final Window window;
    private final boolean bias;

    /**
     * With bias, and PyTorch's default initial values.
     *
     * @param window kernel size R x S, stride and padding
     */
    public Conv2d(Initialisation initialisation, long inputs, long filters, Window window) {
        this.window = window;
        this.bias = true;
        long fanIn = inputs * area(window);
        addParameter(
                "weight",
                initialisation.uniformByFanIn(fanIn, filters, inputs, window.kernelHeight(), window.kernelWidth()));
        addParameter("bias", initialisation.uniformByFanIn(fanIn, filters));
    }

    private Conv2d(Tensor weight, Window window) {
        this.window = window;
        this.bias = false;
        addParameter("weight", weight);
    }

    /**
     * Without bias, for batch normalisation to follow, which would take it away again; the weights are drawn by
     * {@link Initialisation#kaimingNormal}, as torchvision does in its networks of that kind.
     *
     * @param window kernel size R x S, stride and padding
     */
    public static Conv2d withoutBias(Initialisation initialisation, long inputs, long filters, Window window) {
        Tensor weight = initialisation.kaimingNormal(
                filters * area(window), filters, inputs, window.kernelHeight(), window.kernelWidth());
        return new Conv2d(weight, window);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Convolution.apply(x, parameter("weight"), bias ? parameter("bias") : null, window);
    }

    private static long area(Window window) {
        return (long) window.kernelHeight() * window.kernelWidth();
    }
}
