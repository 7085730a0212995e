package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = x above the threshold, else {@code value}. */
public final class Threshold extends Module {
    private final double threshold;
    private final double value;

    public Threshold(double threshold, double value) {
        this.threshold = threshold;
        this.value = value;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.threshold(threshold, value);
    }
}
