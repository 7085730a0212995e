package io.lockstep.comms.compress;

import io.lockstep.comms.reduce.Float16;
import java.nio.ByteBuffer;

/**
 * IEEE 754 binary16, rounded to nearest, ties to even, without a branch.
 *
 * <p>To a half: adding a power of two that is 2^13 times the value's own exponent (at least that of the smallest normal
 * half) leaves just the bits of a half in the fraction, rounded by the hardware; scaling up and down by powers of two
 * before turns what is too large into infinity. To a float: a normal half has its exponent moved by 112, a subnormal one
 * is its fraction as a float at 0.5, less 0.5.
 *
 * <p>Reference: M. Dukhan, FP16 library, {@code fp16_ieee_from_fp32_value} and {@code fp16_ieee_to_fp32_value}, 2017.
 */
final class Float16Converter extends HalfConverter {
    private static final int INFINITY = 0x7F80_0000;
    private static final int SMALLEST_EXPONENT = 0x3880_0000;

    private final int[] bits = new int[BLOCK];
    private final int[] helper = new int[BLOCK];
    private final float[] values = new float[BLOCK];
    private final float[] shifts = new float[BLOCK];
    private final int[] packed = new int[BLOCK / 2];
    private final FloatBits floatBits = new FloatBits(BLOCK);

    @Override
    void narrowBlock(ByteBuffer floats, int start, ByteBuffer halves, int pairs) {
        int count = 2 * pairs;
        ByteBuffer source =
                floats.slice(start * Float.BYTES, count * Float.BYTES).order(floats.order());
        source.asIntBuffer().get(0, bits, 0, count);
        source.asFloatBuffer().get(0, values, 0, count);
        for (int i = 0; i < count; i++) {
            helper[i] = Math.max(bits[i] & INFINITY, SMALLEST_EXPONENT) + (15 << 23);
        }
        floatBits.toFloats(helper, shifts, count);
        for (int i = 0; i < count; i++) {
            values[i] = Math.abs(values[i]) * 0x1p112f * 0x1p-110f + shifts[i];
        }
        floatBits.toInts(values, helper, count);
        for (int i = 0; i < count; i++) {
            int nan = (INFINITY - (bits[i] & 0x7FFF_FFFF)) >> 31;
            int half = ((helper[i] >>> 13) & 0x7C00) + (helper[i] & 0xFFF);
            bits[i] = ((bits[i] >>> 16) & 0x8000) | (half & ~nan) | (0x7E00 & nan);
        }
        for (int i = 0; i < pairs; i++) {
            packed[i] = bits[i] | (bits[pairs + i] << 16);
        }
        halves.slice(start * Short.BYTES, pairs * Integer.BYTES)
                .order(halves.order())
                .asIntBuffer()
                .put(0, packed, 0, pairs);
    }

    @Override
    void widenBlock(ByteBuffer halves, int start, ByteBuffer floats, int pairs) {
        int count = 2 * pairs;
        halves.slice(start * Short.BYTES, pairs * Integer.BYTES)
                .order(halves.order())
                .asIntBuffer()
                .get(0, packed, 0, pairs);
        for (int i = 0; i < pairs; i++) {
            bits[i] = packed[i] & 0xFFFF;
        }
        for (int i = 0; i < pairs; i++) {
            bits[pairs + i] = packed[i] >>> 16;
        }
        for (int i = 0; i < count; i++) {
            helper[i] = (bits[i] & 0x3FF) << 13 | 0x3F00_0000;
        }
        // The fraction of a subnormal is worth 2^-14 times what it is at 0.5, where it counts 2^-1.
        floatBits.toFloats(helper, values, count);
        for (int i = 0; i < count; i++) {
            values[i] = (values[i] - 0.5f) * 0x1p-13f;
        }
        floatBits.toInts(values, helper, count);
        join(bits, helper, count);
        floats.slice(start * Float.BYTES, count * Float.BYTES)
                .order(floats.order())
                .asIntBuffer()
                .put(0, bits, 0, count);
    }

    /** Takes the subnormal where the exponent of the half is 0, and an exponent of all ones where it has that. */
    private static void join(int[] halves, int[] subnormals, int count) {
        for (int i = 0; i < count; i++) {
            int rest = halves[i] & 0x7FFF;
            int isSubnormal = (rest - 0x400) >> 31;
            int isSpecial = (0x7BFF - rest) >> 31;
            int normal = ((rest << 13) + (112 << 23)) | (INFINITY & isSpecial);
            halves[i] = (halves[i] & 0x8000) << 16 | (normal & ~isSubnormal) | (subnormals[i] & isSubnormal);
        }
    }

    @Override
    short narrow(float value) {
        return Float16.ofFloat(value);
    }

    @Override
    float widen(short half) {
        return Float16.toFloat(half);
    }
}
