package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x min(max(x + 3, 0), 6) / 6. */
public final class Hardswish extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.hardswish();
    }
}
