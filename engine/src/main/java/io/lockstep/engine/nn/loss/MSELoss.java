package io.lockstep.engine.nn.loss;

import io.lockstep.engine.tensor.Tensor;

/** Squared differences (x - t)^2. */
public record MSELoss(LossReduction reduction) implements Loss {
    /** Their mean. */
    public MSELoss() {
        this(LossReduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return reduction.of(input.sub(target).square());
    }
}
