package io.lockstep.engine.nn.loss;

import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Negative log-likelihood -w_y l_y of log-probabilities l [N, C, d1, ..] and class indices y (int64 [N, d1, ..]), or of one
 * sample [C] and a scalar. The mean divides by the sum of the weights.
 *
 * @param weight of each class [C], null for 1
 * @param ignoreIndex targets with this value cost nothing and do not count
 */
public record NLLLoss(@Nullable Tensor weight, long ignoreIndex, LossReduction reduction) implements Loss {
    /** PyTorch's value for targets to ignore. */
    public static final long IGNORE_INDEX = -100;

    /** The mean, without weights. */
    public NLLLoss() {
        this(null, IGNORE_INDEX, LossReduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Tensor x = Autocast.widened(input);
        ClassIndices indices = ClassIndices.of("NLLLoss", x, target, ignoreIndex);
        ClassIndices.requireWeights("NLLLoss", x, weight);
        Tensor losses = indices.losses(x, weight);
        return reduction == LossReduction.MEAN ? losses.sum().div(indices.divisor(x, weight)) : reduction.of(losses);
    }
}
