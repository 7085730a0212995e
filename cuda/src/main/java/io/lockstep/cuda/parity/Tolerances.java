package io.lockstep.cuda.parity;

import io.lockstep.engine.backend.DType;
import java.util.List;

/** How close results are to the reference's, which computes in double precision and rounds once. */
final class Tolerances {
    static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16, DType.FLOAT64);

    private Tolerances() {}

    /** Of sums and what is made of them. */
    static double of(DType dtype) {
        return switch (dtype) {
            case BFLOAT16 -> 1e-2;
            case FLOAT16 -> 2e-3;
            case FLOAT32 -> 1e-5;
            case FLOAT64 -> 1e-12;
            case BOOL, UINT8, INT8, INT16, INT32, INT64 -> 0;
        };
    }

    /** Of single operations, where both sides round once: a few units in the last place. */
    static double ofOne(DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> 1e-3;
            case BFLOAT16 -> 8e-3;
            case FLOAT32 -> 1e-6;
            case FLOAT64 -> 1e-12;
            case BOOL, UINT8, INT8, INT16, INT32, INT64 -> 0;
        };
    }

    /** The type of what is [C] beside images of {@code dtype}. */
    static DType parameters(DType dtype) {
        return dtype.isHalf() ? DType.FLOAT32 : dtype;
    }
}
