package io.lockstep.engine.nn.loss;

import io.lockstep.engine.tensor.Tensor;

/** 1 - cos(a, b) of vectors that are alike (t = 1), and max(0, cos(a, b) - margin) of those that are not (t = -1). */
public record CosineEmbeddingLoss(LossReduction reduction, double margin) {
    /** PyTorch's, added to each square of a length. */
    private static final double EPSILON = 1e-12;

    /** The mean, with margin 0. */
    public CosineEmbeddingLoss() {
        this(LossReduction.MEAN, 0);
    }

    /**
     * @param a vectors [N, D], or one [D]
     * @param b of the shape of a
     * @param target 1 or -1 for each pair, [N] or a scalar
     */
    public Tensor forward(Tensor a, Tensor b, Tensor target) {
        Tensor first = Autocast.widened(a);
        Tensor second = Autocast.widened(b);
        if (target.dim() > 1 || first.dim() != target.dim() + 1 || second.dim() != first.dim()) {
            throw new IllegalArgumentException(
                    "CosineEmbeddingLoss expects vectors [N, D] and targets [N], or [D] and a" + " scalar, but got "
                            + first.shape() + ", " + second.shape() + " and " + target.shape());
        }
        Tensor squareA = first.square().sum(-1, false).add(EPSILON);
        Tensor squareB = second.square().sum(-1, false).add(EPSILON);
        Tensor cosine =
                first.mul(second).sum(-1, false).div(squareA.mul(squareB).sqrt());
        Tensor alike = cosine.rsub(1.0).where(target.eq(1), 0.0);
        Tensor apart = cosine.sub(margin).clampMin(0.0).where(target.eq(-1), 0.0);
        return reduction.of(alike.add(apart));
    }
}
