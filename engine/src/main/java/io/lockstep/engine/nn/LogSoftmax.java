package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = the logarithm of softmax along dimension {@code dim}. */
public final class LogSoftmax extends Module {
    private final int dim;

    public LogSoftmax(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.logSoftmax(dim);
    }
}
