package io.lockstep.engine.nn.loss;

import io.lockstep.engine.ops.Distances;
import io.lockstep.engine.tensor.Tensor;

/**
 * max(0, d(a, p) - d(a, n) + margin): an anchor shall be nearer to its positive example than to its negative one, with d the
 * p-norm of the difference (Balntas et al. 2016).
 *
 * @param eps added to each difference
 * @param swap whether d(p, n) takes the place of d(a, n) where it is smaller
 */
public record TripletMarginLoss(LossReduction reduction, double margin, double p, double eps, boolean swap) {
    /** The mean, with margin 1, p 2 and no swap. */
    public TripletMarginLoss() {
        this(LossReduction.MEAN, 1, 2, Distances.PAIRWISE_EPSILON, false);
    }

    /** Of vectors [N, D], or one [D], each. */
    public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
        Tensor origin = Autocast.widened(anchor);
        Tensor alike = Autocast.widened(positive);
        Tensor other = Autocast.widened(negative);
        if (origin.dim() != alike.dim() || origin.dim() != other.dim()) {
            throw new IllegalArgumentException("TripletMarginLoss expects three tensors of as many dimensions but got "
                    + origin.shape() + ", " + alike.shape() + " and " + other.shape());
        }
        Tensor near = Distances.pairwiseDistance(origin, alike, p, eps, false);
        Tensor far = Distances.pairwiseDistance(origin, other, p, eps, false);
        if (swap) {
            far = far.minimum(Distances.pairwiseDistance(alike, other, p, eps, false));
        }
        return reduction.of(near.sub(far).add(margin).clampMin(0.0));
    }
}
