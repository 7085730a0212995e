package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = e^-x divided by its sum along dimension {@code dim}. */
public final class Softmin extends Module {
    private final int dim;

    public Softmin(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.softmin(dim);
    }
}
