package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.Summation;
import io.lockstep.engine.tensor.Tensor;

/** Sums, means and extremes. */
public interface Reductions {
    Tensor self();

    /** Sum of all elements, a scalar. */
    default Tensor sum() {
        return Summation.sum(self());
    }

    /** Sum over one dimension, which keeps size 1 with {@code keepdim} and else vanishes. */
    default Tensor sum(int dim, boolean keepdim) {
        return Summation.sum(self(), dim, keepdim);
    }

    /** Mean of all elements, a scalar. */
    default Tensor mean() {
        return sum().div((double) self().numel());
    }

    /** Index (int64 [N]) of the first largest element of each row [N, C]. */
    default Tensor argmax() {
        return Summation.argmax(self());
    }
}
