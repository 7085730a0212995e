package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x above 0, else slope x. */
public final class LeakyReLU extends Module {
    private final double slope;

    /** With a slope of 0.01. */
    public LeakyReLU() {
        this(0.01);
    }

    public LeakyReLU(double slope) {
        this.slope = slope;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.leakyRelu(slope);
    }
}
