package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;

/** Bfloat16 beside parameters in float32. */
class Bfloat16KernelsTest extends MixedPrecisionKernels {
    Bfloat16KernelsTest() {
        super(DType.BFLOAT16, DType.FLOAT32);
    }
}
