package io.lockstep.cuda.kernel;

import io.lockstep.engine.backend.DType;

/** The numbers by which kernels know element types (elements.h). */
final class Codes {
    private Codes() {}

    static int of(DType dtype) {
        return switch (dtype) {
            case BOOL -> 0;
            case UINT8 -> 1;
            case INT8 -> 2;
            case INT16 -> 3;
            case INT32 -> 4;
            case INT64 -> 5;
            case FLOAT16 -> 6;
            case BFLOAT16 -> 7;
            case FLOAT32 -> 8;
            case FLOAT64 -> 9;
        };
    }
}
