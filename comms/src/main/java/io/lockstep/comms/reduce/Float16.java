package io.lockstep.comms.reduce;

/**
 * IEEE 754 binary16: 1 sign bit, 5 exponent bits, 10 fraction bits; from 6e-8 to 65504. Conversions round to nearest,
 * ties to even; what is too large becomes infinite, a NaN stays one.
 */
public final class Float16 {
    private Float16() {}

    /** The float of the same value. */
    public static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int rest = half & 0x7FFF;
        if (rest >= 0x7C00) {
            return Float.intBitsToFloat(sign | 0x7F80_0000 | ((rest & 0x3FF) << 13));
        }
        if (rest >= 0x0400) {
            return Float.intBitsToFloat(sign | ((rest << 13) + ((127 - 15) << 23)));
        }
        // A subnormal is its fraction times 2^-24, exact in a float.
        return Float.intBitsToFloat(sign | Float.floatToRawIntBits(rest * 0x1p-24f));
    }

    /** The nearest half. */
    public static short ofFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int rest = bits & 0x7FFF_FFFF;
        if (rest > 0x7F80_0000) {
            return (short) (sign | 0x7E00 | ((rest >>> 13) & 0x3FF));
        }
        if (rest >= 0x477F_F000) {
            // From halfway between 65504 and 65536 up.
            return (short) (sign | 0x7C00);
        }
        if (rest >= 0x3880_0000) {
            int rounded = rest - ((127 - 15) << 23) + 0xFFF + ((rest >>> 13) & 1);
            return (short) (sign | (rounded >>> 13));
        }
        // Below 2^-14: adding 2^-1 leaves multiples of 2^-24 in the fraction, rounded by the hardware.
        int subnormal = Float.floatToRawIntBits(Float.intBitsToFloat(rest) + 0.5f) - 0x3F00_0000;
        return (short) (sign | subnormal);
    }
}
