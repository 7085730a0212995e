package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = max(x, 0). */
public final class ReLU extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.relu();
    }
}
