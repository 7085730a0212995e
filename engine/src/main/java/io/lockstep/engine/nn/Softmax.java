package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = e^x divided by its sum along dimension {@code dim}. */
public final class Softmax extends Module {
    private final int dim;

    public Softmax(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.softmax(dim);
    }
}
