package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = min(max(x, 0), 6). */
public final class ReLU6 extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.relu6();
    }
}
