package io.lockstep.engine.nn.loss;

import io.lockstep.engine.ops.BinaryCrossEntropy;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * -w (p t ln sigmoid(x) + (1 - t) ln(1 - sigmoid(x))) of logits x, without overflow.
 *
 * @param weight factor w of each loss, broadcast; null for 1
 * @param posWeight factor p of what positive targets cost, broadcast; null for 1
 */
public record BCEWithLogitsLoss(
        @Nullable Tensor weight, @Nullable Tensor posWeight, LossReduction reduction) implements Loss {
    /** The mean, without weights. */
    public BCEWithLogitsLoss() {
        this(null, null, LossReduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Tensor x = Autocast.widened(input);
        Tensor goal = Autocast.widened(target);
        Tensor losses = BinaryCrossEntropy.withLogits(x, goal, posWeight);
        return reduction.of(weight == null ? losses : losses.mul(weight));
    }
}
