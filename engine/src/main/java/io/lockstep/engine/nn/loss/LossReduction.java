package io.lockstep.engine.nn.loss;

import io.lockstep.engine.tensor.Tensor;

/** What becomes of the losses of single elements. */
public enum LossReduction {
    /** They stay as they are. */
    NONE,
    /** Their mean, unless a loss says what else to divide by. */
    MEAN,
    SUM;

    Tensor of(Tensor losses) {
        return switch (this) {
            case NONE -> losses;
            case MEAN -> losses.mean();
            case SUM -> losses.sum();
        };
    }
}
