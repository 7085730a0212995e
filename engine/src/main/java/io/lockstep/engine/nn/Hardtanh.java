package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;

/** y = min(max(x, min), max). */
public final class Hardtanh extends Module {
    private final double min;
    private final double max;

    /** From -1 to 1. */
    public Hardtanh() {
        this(-1, 1);
    }

    public Hardtanh(double min, double max) {
        this.min = min;
        this.max = max;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.hardtanh(min, max);
    }
}
