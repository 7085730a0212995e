package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x, and 0 from -lambda to lambda. */
public final class Hardshrink extends Module {
    private final double lambda;

    /** With a lambda of 0.5. */
    public Hardshrink() {
        this(0.5);
    }

    public Hardshrink(double lambda) {
        this.lambda = lambda;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.hardshrink(lambda);
    }
}
