package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = tanh x. */
public final class Tanh extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.tanh();
    }
}
