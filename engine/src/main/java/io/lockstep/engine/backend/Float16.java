package io.lockstep.engine.backend;

/** IEEE 754 half precision (binary16): conversion from and to float, as the JDK has it from version 20 on. */
public final class Float16 {
    private static final int EXPONENT_BIAS = 112;
    private static final float SMALLEST_NORMAL = 0x1p-14f;
    private static final float SUBNORMAL_UNIT = 0x1p-24f;

    private Float16() {}

    /** The number whose bits these are. */
    public static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * SUBNORMAL_UNIT;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 0x1f ? 0xff : exponent + EXPONENT_BIAS;
        return Float.intBitsToFloat(sign | (wide << 23) | (fraction << 13));
    }

    /** The bits of the nearest number, of two the even one; what is too large becomes infinite, and NaN stays NaN. */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        float magnitude = Math.abs(value);
        if (magnitude < SMALLEST_NORMAL) {
            return (short) (sign | (int) Math.rint(magnitude / SUBNORMAL_UNIT));
        }
        int rounded = (bits & 0x7fffffff) + 0xfff + ((bits >> 13) & 1);
        int exponent = (rounded >> 23) - EXPONENT_BIAS;
        return (short) (sign | (exponent >= 0x1f ? 0x7c00 : (exponent << 10) | ((rounded >> 13) & 0x3ff)));
    }

    /** The value as the nearest half-precision number. */
    public static float round(float value) {
        return toFloat(of(value));
    }
}
