package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.DType;

/** Float16 with parameters in float16, too. */
class Float16ParametersTest extends MixedPrecisionKernels {
    Float16ParametersTest() {
        super(DType.FLOAT16, DType.FLOAT16);
    }
}
