package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x above 0, else alpha (e^x - 1). */
public final class ELU extends Module {
    private final double alpha;

    /** With an alpha of 1. */
    public ELU() {
        this(1);
    }

    public ELU(double alpha) {
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.elu(alpha);
    }
}
