package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x moved by lambda towards 0, and 0 from -lambda to lambda. */
public final class Softshrink extends Module {
    private final double lambda;

    /** With a lambda of 0.5. */
    public Softshrink() {
        this(0.5);
    }

    public Softshrink(double lambda) {
        this.lambda = lambda;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.softshrink(lambda);
    }
}
