package io.lockstep.engine.nn.loss;

import io.lockstep.engine.ops.Huber;
import io.lockstep.engine.tensor.Tensor;

/** (x - t)^2 / (2 beta) up to a difference of beta, and |x - t| - beta / 2 beyond (Girshick 2015); with beta 0, |x - t|. */
public record SmoothL1Loss(LossReduction reduction, double beta) implements Loss {
    /** @throws IllegalArgumentException if beta is negative */
    public SmoothL1Loss {
        if (!(beta >= 0)) {
            throw new IllegalArgumentException("SmoothL1Loss expects a beta of 0 or more but got " + beta);
        }
    }

    /** The mean, with beta 1. */
    public SmoothL1Loss() {
        this(LossReduction.MEAN, 1);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Tensor x = Autocast.widened(input);
        Tensor goal = Autocast.widened(target);
        return beta == 0
                ? reduction.of(x.sub(goal).abs())
                : reduction.of(Huber.apply(x.sub(goal), beta).div(beta));
    }
}
