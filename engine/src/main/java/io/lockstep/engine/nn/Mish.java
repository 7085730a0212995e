package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x tanh(ln(1 + e^x)). */
public final class Mish extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.mish();
    }
}
