package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Window;
import io.lockstep.engine.ops.Convolution;
import io.lockstep.engine.tensor.Tensor;

/** Convolution of x [N, C, H, W] with parameters weight [K, C, R, S] and bias [K]. */
public final class Conv2d extends Module {
    private final Window window;

    /** @param window kernel size R x S, stride and padding */
    public Conv2d(Initialisation initialisation, long inputs, long filters, Window window) {
        this.window = window;
        long fanIn = inputs * window.kernelHeight() * window.kernelWidth();
        addParameter(
                "weight",
                initialisation.uniformByFanIn(fanIn, filters, inputs, window.kernelHeight(), window.kernelWidth()));
        addParameter("bias", initialisation.uniformByFanIn(fanIn, filters));
    }

    @Override
    public Tensor forward(Tensor x) {
        return Convolution.apply(x, parameter("weight"), parameter("bias"), window);
    }
}
