package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x sigmoid(x). */
public final class SiLU extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.silu();
    }
}
