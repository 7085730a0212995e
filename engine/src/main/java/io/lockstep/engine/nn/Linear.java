package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** y [*, out] = x [*, in] W^T + b, with parameters weight [out, in] and, unless made without it, bias [out]. */
public final class Linear extends Module {
    private final boolean bias;

    /** With bias, and PyTorch's default initial values. */
    public Linear(Initialisation initialisation, long inputs, long outputs) {
        this(initialisation, inputs, outputs, true);
    }

    public Linear(Initialisation initialisation, long inputs, long outputs, boolean bias) {
        this(
                initialisation.uniformByFanIn(inputs, outputs, inputs),
                bias ? initialisation.uniformByFanIn(inputs, outputs) : null);
    }

    /** With these initial values: weight [out, in] and bias [out]. */
    public Linear(Tensor weight, @Nullable Tensor bias) {
        this.bias = bias != null;
        registerParameter("weight", weight);
        if (bias != null) {
            registerParameter("bias", bias);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return io.lockstep.engine.ops.Linear.apply(x, parameter("weight"), bias ? parameter("bias") : null);
    }
}
