package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x / (1 + |x|). */
public final class Softsign extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.softsign();
    }
}
