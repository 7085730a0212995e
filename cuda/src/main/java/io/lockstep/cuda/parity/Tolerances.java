package io.lockstep.cuda.parity;

import io.lockstep.engine.backend.DType;

/** How far results of single operations may be apart, where both sides round once. */
final class Tolerances {
    private Tolerances() {}

    /** A few units in the last place. */
    static double of(DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> 1e-3;
            case BFLOAT16 -> 8e-3;
            case FLOAT32 -> 1e-6;
            case FLOAT64 -> 1e-12;
            case BOOL, UINT8, INT8, INT16, INT32, INT64 -> 0;
        };
    }
}
