package io.lockstep.engine.oracle;

import io.lockstep.engine.backend.DType;

/**
 * How far a number may be from libtorch's: relative times libtorch's absolute value, plus absolute. Infinities, NaN, whole
 * numbers and truth values must be the same; the sign of a zero is not looked at.
 */
public record Tolerance(double relative, double absolute) {
    private static final Tolerance EXACT = new Tolerance(0, 0);

    /** What one function of one element may lose by rounding in an element type: a few units in the last place. */
    public static Tolerance of(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> new Tolerance(1e-12, 1e-13);
            case FLOAT32 -> new Tolerance(4e-6, 4e-7);
            case FLOAT16 -> new Tolerance(4e-3, 1e-3);
            case BFLOAT16 -> new Tolerance(3e-2, 8e-3);
            case BOOL, UINT8, INT8, INT16, INT32, INT64 -> EXACT;
        };
    }

    /** The looser one of both. */
    public Tolerance or(Tolerance other) {
        return relative > other.relative ? this : other;
    }

    /** For a chain of so many functions, or sums of so many elements. */
    public Tolerance times(double factor) {
        return new Tolerance(factor * relative, factor * absolute);
    }

    public boolean accepts(double found, double expected) {
        return found == expected
                || (Double.isNaN(found) && Double.isNaN(expected))
                || (Double.isFinite(found)
                        && Double.isFinite(expected)
                        && Math.abs(found - expected) <= relative * Math.abs(expected) + absolute);
    }
}
