package io.lockstep.engine.backend;

/**
 * Brain floating point: the upper half of a float32, with its range and 8 bits of precision. Numbers are rounded to the
 * nearest, of two equally near ones to the even, so the largest float32 numbers become infinite; NaN stays NaN.
 */
public final class Bfloat16 {
    private static final int BITS = 16;
    /** Just below half a unit in the last place of what remains. */
    private static final int ALMOST_HALF = 0x7fff;

    private static final int QUIET = 0x40;

    private Bfloat16() {}

    /** The bits of the bfloat16 number nearest to {@code value}. */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int odd = (bits >>> BITS) & 1;
        int rounded = (bits + ALMOST_HALF + odd) >>> BITS;
        // Rounded, a NaN could lose all of its lower bits, which would make it infinite.
        return (short) (Float.isNaN(value) ? (bits >>> BITS) | QUIET : rounded);
    }

    /** The number that {@code bits} stand for, which is exact. */
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << BITS);
    }

    /** The bfloat16 number nearest to {@code value}. */
    public static float round(float value) {
        return toFloat(of(value));
    }
}
