package io.lockstep.engine.nn.loss;

import io.lockstep.engine.tensor.Tensor;

/** Absolute differences |x - t|. */
public record L1Loss(LossReduction reduction) implements Loss {
    /** Their mean. */
    public L1Loss() {
        this(LossReduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Tensor x = Autocast.widened(input);
        Tensor goal = Autocast.widened(target);
        return reduction.of(x.sub(goal).abs());
    }
}
