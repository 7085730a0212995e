package io.lockstep.comms.reduce;

/** The upper half of a float: 8 exponent bits, 7 fraction bits. Conversions round to nearest, ties to even. */
public final class Bfloat16 {
    private Bfloat16() {}

    /** The float of the same value. */
    public static float toFloat(short half) {
        return Float.intBitsToFloat(half << 16);
    }

    /** The nearest bfloat16; a NaN stays one. */
    public static short ofFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7FFF_FFFF) > 0x7F80_0000) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}
