package io.lockstep.cuda.parity;

import io.lockstep.engine.backend.DType;
import java.util.List;

/** How close results in a floating type are to the reference's, which computes in double precision and rounds once. */
final class Tolerances {
    static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16, DType.FLOAT64);

    private Tolerances() {}

    static double of(DType dtype) {
        return switch (dtype) {
            case BFLOAT16 -> 1e-2;
            case FLOAT16 -> 2e-3;
            case FLOAT32 -> 1e-5;
            default -> 1e-12;
        };
    }

    /** The type of what is [C] beside images of {@code dtype}. */
    static DType parameters(DType dtype) {
        return dtype.isHalf() ? DType.FLOAT32 : dtype;
    }
}
