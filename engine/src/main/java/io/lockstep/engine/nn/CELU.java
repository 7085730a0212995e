package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x above 0, else alpha (e^(x / alpha) - 1). */
public final class CELU extends Module {
    private final double alpha;

    /** With an alpha of 1. */
    public CELU() {
        this(1);
    }

    public CELU(double alpha) {
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.celu(alpha);
    }
}
