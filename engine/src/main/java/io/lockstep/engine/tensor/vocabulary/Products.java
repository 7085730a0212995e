package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.MatrixProduct;
import io.lockstep.engine.tensor.Tensor;

/** Products of matrices. */
public interface Products {
    Tensor self();

    /** This matrix [N, K] times {@code other} [K, M]. */
    default Tensor matmul(Tensor other) {
        return MatrixProduct.apply(self(), other);
    }
}
