package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;

/** How far apart or alike vectors are, along one dimension of tensors that are broadcast. */
public final class Distances {
    /** What PyTorch adds to each difference. */
    public static final double PAIRWISE_EPSILON = 1e-6;

    private static final double COSINE_EPSILON = 1e-8;

    private Distances() {}

    /** a . b / (max(|a|, epsilon) max(|b|, epsilon)) along {@code dim}, with epsilon 1e-8. */
    public static Tensor cosineSimilarity(Tensor a, Tensor b, int dim) {
        return cosineSimilarity(a, b, dim, COSINE_EPSILON);
    }

    /** a . b / (max(|a|, epsilon) max(|b|, epsilon)) along {@code dim}. */
    public static Tensor cosineSimilarity(Tensor a, Tensor b, int dim, double epsilon) {
        long[] sizes =
                Broadcasting.shape("cosineSimilarity", a.shape(), b.shape()).toArray();
        return direction(a.expand(sizes), dim, epsilon)
                .mul(direction(b.expand(sizes), dim, epsilon))
                .sum(dim, false);
    }

    private static Tensor direction(Tensor x, int dim, double epsilon) {
        return x.div(x.norm(2, new int[] {dim}, true).clampMin(epsilon));
    }

    /** |a - b + 1e-6|_2 along the last dimension. */
    public static Tensor pairwiseDistance(Tensor a, Tensor b) {
        return pairwiseDistance(a, b, 2, PAIRWISE_EPSILON, false);
    }

    /** |a - b + epsilon|_p along the last dimension, which keeps size 1 with {@code keepdim}. */
    public static Tensor pairwiseDistance(Tensor a, Tensor b, double p, double epsilon, boolean keepdim) {
        return a.sub(b).add(epsilon).norm(p, new int[] {-1}, keepdim);
    }
}
