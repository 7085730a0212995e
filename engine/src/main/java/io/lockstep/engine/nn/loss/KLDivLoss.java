package io.lockstep.engine.nn.loss;

import io.lockstep.engine.tensor.Tensor;

/**
 * Kullback-Leibler divergence t (ln t - x) of log-probabilities x from probabilities t.
 *
 * @param logTarget whether targets are log-probabilities, too
 * @param batchMean whether to divide the sum by the size of the first dimension, which is the divergence's own mean; the
 *     reduction is not asked then
 */
public record KLDivLoss(LossReduction reduction, boolean logTarget, boolean batchMean) implements Loss {
    /** The mean of all elements, as PyTorch's default. */
    public KLDivLoss() {
        this(LossReduction.MEAN, false);
    }

    public KLDivLoss(LossReduction reduction, boolean logTarget) {
        this(reduction, logTarget, false);
    }

    /** The sum divided by the number of samples: PyTorch's {@code reduction="batchmean"}. */
    public static KLDivLoss batchMean(boolean logTarget) {
        return new KLDivLoss(LossReduction.SUM, logTarget, true);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Tensor x = Autocast.widened(input);
        Tensor goal = Autocast.widened(target);
        Tensor losses =
                logTarget ? goal.exp().mul(goal.sub(x)) : goal.xlogy(goal).sub(goal.mul(x));
        if (batchMean) {
            return x.dim() == 0 ? losses.sum() : losses.sum().div((double) x.size(0));
        }
        return reduction.of(losses);
    }
}
