package io.lockstep.engine.nn.loss;

import io.lockstep.engine.tensor.Tensor;

/** Distances x of what is alike (t = 1), and max(0, margin - x) of what is not (t = -1). */
public record HingeEmbeddingLoss(LossReduction reduction, double margin) implements Loss {
    /** The mean, with margin 1. */
    public HingeEmbeddingLoss() {
        this(LossReduction.MEAN, 1);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Tensor x = Autocast.widened(input);
        Tensor apart = x.rsub(margin).clampMin(0.0).where(target.ne(1), 0.0);
        Tensor alike = x.where(target.ne(-1), 0.0);
        return reduction.of(apart.add(alike));
    }
}
