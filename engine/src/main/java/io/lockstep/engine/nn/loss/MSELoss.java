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
        Tensor x = Autocast.widened(input);
        Tensor goal = Autocast.widened(target);
        return reduction.of(x.sub(goal).square());
    }
}
