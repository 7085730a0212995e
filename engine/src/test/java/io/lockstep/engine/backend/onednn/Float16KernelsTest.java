package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;

/** Float16 beside parameters in float32. */
class Float16KernelsTest extends MixedPrecisionKernels {
    Float16KernelsTest() {
        super(DType.FLOAT16, DType.FLOAT32);
    }
}
