package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** x [N, ...] as [N, features]. */
public final class Flatten extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.flatten(1);
    }
}
