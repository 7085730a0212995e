package io.lockstep.cuda.parity;

import io.lockstep.engine.backend.DType;

/** How far sums of products may be from the reference, relative to the results' size. */
final class Tolerance {
    /**
     * Each factor is rounded to within 2^-11 of itself, so a sum has an error of 4e-4 of the results' root mean square, and the
     * worst of thousands of results four times that.
     */
    static final double TENSOR_FLOAT32 = 2e-3;

    private static final double FLOAT64 = 1e-12;
    private static final double FLOAT32 = 1e-5;
    private static final double HALF = 1e-2;

    private Tolerance() {}

    static double of(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> FLOAT64;
            case FLOAT32 -> FLOAT32;
            case FLOAT16, BFLOAT16 -> HALF;
            default -> 0;
        };
    }
}
