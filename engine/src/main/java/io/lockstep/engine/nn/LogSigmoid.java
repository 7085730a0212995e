package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = ln sigmoid(x). */
public final class LogSigmoid extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.logSigmoid();
    }
}
