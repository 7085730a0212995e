package io.lockstep.engine.nn.loss;

import io.lockstep.engine.ops.CrossEntropy;
import io.lockstep.engine.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cross entropy of softmax(input) over the classes with targets: log-softmax and negative log-likelihood in one.
 *
 * <p>Input [N, C, d1, ..], or one sample [C]. Targets are class indices (int64 [N, d1, ..]), or probabilities of the input's
 * shape and type. With label smoothing s (Szegedy et al. 2016) the target is (1 - s) of what was given plus s / C everywhere.
 * The mean divides by the sum of the weights of class indices, and by the number of samples for probabilities.
 *
 * @param weight of each class [C], null for 1
 * @param ignoreIndex class indices with this value cost nothing and do not count
 * @param labelSmoothing from 0 to 1
 */
public record CrossEntropyLoss(
        @Nullable Tensor weight, long ignoreIndex, double labelSmoothing, LossReduction reduction) implements Loss {
    /** @throws IllegalArgumentException if the smoothing is not from 0 to 1 */
    public CrossEntropyLoss {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException(
                    "CrossEntropyLoss expects a labelSmoothing from 0 to 1 but got " + labelSmoothing);
        }
    }

    /** The mean, without weights and smoothing. */
    public CrossEntropyLoss() {
        this(0);
    }

    /** The mean, without weights. */
    public CrossEntropyLoss(double labelSmoothing) {
        this(null, NLLLoss.IGNORE_INDEX, labelSmoothing, LossReduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Tensor x = Autocast.widened(input);
        Tensor goal = Autocast.widened(target);
        if (goal.dtype().isFloating() && goal.shape().equals(x.shape())) {
            return ofProbabilities(x, goal);
        }
        ClassIndices indices = ClassIndices.of("CrossEntropyLoss", x, goal, ignoreIndex);
        ClassIndices.requireWeights("CrossEntropyLoss", x, weight);
        if (x.dim() == 2 && weight == null && !indices.hasIgnored()) {
            // One kernel for the case of training.
            return reduction.of(CrossEntropy.apply(x, goal, labelSmoothing));
        }
        Tensor logProbabilities = x.logSoftmax(classes(x));
        Tensor losses = indices.losses(logProbabilities, weight);
        if (labelSmoothing > 0) {
            Tensor everywhere = indices.withoutIgnored(
                    weighted(logProbabilities).sum(classes(x), false).neg());
            losses = losses.mul(1 - labelSmoothing).add(everywhere.mul(labelSmoothing / x.size(classes(x))));
        }
        return reduction == LossReduction.MEAN ? losses.sum().div(indices.divisor(x, weight)) : reduction.of(losses);
    }

    private Tensor ofProbabilities(Tensor input, Tensor target) {
        ClassIndices.requireWeights("CrossEntropyLoss", input, weight);
        int dim = classes(input);
        Tensor smoothed =
                labelSmoothing > 0 ? target.mul(1 - labelSmoothing).add(labelSmoothing / input.size(dim)) : target;
        Tensor losses =
                weighted(input.logSoftmax(dim).mul(smoothed)).sum(dim, false).neg();
        return reduction.of(losses);
    }

    /** Times the weight of each class. */
    private Tensor weighted(Tensor x) {
        if (weight == null) {
            return x;
        }
        long[] sizes = new long[x.dim()];
        Arrays.fill(sizes, 1);
        sizes[classes(x)] = -1;
        return x.mul(weight.reshape(sizes));
    }

    private static int classes(Tensor input) {
        return input.dim() == 1 ? 0 : 1;
    }
}
