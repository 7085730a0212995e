package io.lockstep.engine.nn.loss;

import io.lockstep.engine.ops.BinaryCrossEntropy;
import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * -w (t ln x + (1 - t) ln(1 - x)) of probabilities x from 0 to 1, with logarithms of at least -100.
 *
 * @param weight factor of each loss, broadcast; null for 1
 */
public record BCELoss(@Nullable Tensor weight, LossReduction reduction) implements Loss {
    /** The mean, without weights. */
    public BCELoss() {
        this(null, LossReduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Tensor x = Autocast.widened(input);
        Tensor goal = Autocast.widened(target);
        Tensor losses = BinaryCrossEntropy.apply(x, goal);
        return reduction.of(weight == null ? losses : losses.mul(weight));
    }
}
