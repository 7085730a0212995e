package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = ln(1 + e^(beta x)) / beta, and x where beta x is above the threshold. */
public final class Softplus extends Module {
    private final double beta;
    private final double threshold;

    /** With a beta of 1 and a threshold of 20. */
    public Softplus() {
        this(1, 20);
    }

    public Softplus(double beta, double threshold) {
        this.beta = beta;
        this.threshold = threshold;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.softplus(beta, threshold);
    }
}
