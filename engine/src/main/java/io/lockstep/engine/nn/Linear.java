package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y [N, out] = x [N, in] W^T + b, with parameters weight [out, in] and bias [out]. */
public final class Linear extends Module {
    public Linear(Initialisation initialisation, long inputs, long outputs) {
        addParameter("weight", initialisation.uniformByFanIn(inputs, outputs, inputs));
        addParameter("bias", initialisation.uniformByFanIn(inputs, outputs));
    }

    @Override
    public Tensor forward(Tensor x) {
        return io.lockstep.engine.ops.Linear.apply(x, parameter("weight"), parameter("bias"));
    }
}
