package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x sigmoid(alpha x). */
public final class Swish extends Module {
    private final double alpha;

    /** With an alpha of 1: SiLU. */
    public Swish() {
        this(1);
    }

    public Swish(double alpha) {
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.swish(alpha);
    }
}
