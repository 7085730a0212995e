package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x - tanh x. */
public final class Tanhshrink extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.tanhshrink();
    }
}
