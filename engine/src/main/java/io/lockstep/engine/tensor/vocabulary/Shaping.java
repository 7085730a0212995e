package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.Views;
import io.lockstep.engine.tensor.Tensor;

/** Other shapes of the same elements. */
public interface Shaping {
    Tensor self();

    /** The elements in row-major order in another shape, one size of which may be -1. */
    default Tensor reshape(long... sizes) {
        return Views.reshape(self(), sizes);
    }

    /** Dimensions from {@code startDim} on as one. */
    default Tensor flatten(int startDim) {
        return Views.flatten(self(), startDim);
    }

    /** Dimension d of the result is dimension {@code order[d]} of this tensor. */
    default Tensor permute(int... order) {
        return Views.permute(self(), order);
    }

    /** The transpose of a matrix. */
    default Tensor t() {
        return permute(1, 0);
    }
}
