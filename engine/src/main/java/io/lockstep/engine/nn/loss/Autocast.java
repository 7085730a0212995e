package io.lockstep.engine.nn.loss;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Tensor;

/** What autocast does to losses: PyTorch has them among the operations that need the range of float32. */
final class Autocast {
    private Autocast() {}

    /** x in float32 if it is of a half precision and autocast is on. */
    static Tensor widened(Tensor x) {
        return x.dtype().isHalf() && x.device().autocastType() != null ? x.to(DType.FLOAT32) : x;
    }
}
