package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = 1 / (1 + e^-x). */
public final class Sigmoid extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.sigmoid();
    }
}
