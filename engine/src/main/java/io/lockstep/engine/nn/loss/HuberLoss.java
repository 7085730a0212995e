package io.lockstep.engine.nn.loss;

import io.lockstep.engine.ops.Huber;
import io.lockstep.engine.tensor.Tensor;

/**
 * (x - t)^2 / 2 up to a difference of delta, and delta (|x - t| - delta / 2) beyond (Huber 1964): outliers have a bounded
 * gradient.
 */
public record HuberLoss(LossReduction reduction, double delta) implements Loss {
    /** @throws IllegalArgumentException if delta is not above 0 */
    public HuberLoss {
        if (!(delta > 0)) {
            throw new IllegalArgumentException("HuberLoss expects a delta above 0 but got " + delta);
        }
    }

    /** The mean, with delta 1. */
    public HuberLoss() {
        this(LossReduction.MEAN, 1);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Tensor x = Autocast.widened(input);
        Tensor goal = Autocast.widened(target);
        return reduction.of(Huber.apply(x.sub(goal), delta));
    }
}
