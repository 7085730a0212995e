package io.lockstep.comms.compress;

import io.lockstep.comms.reduce.Bfloat16;
import java.nio.ByteBuffer;

/** Bfloat16 is the upper half of a float, rounded to nearest, ties to even: integer arithmetic alone. */
final class Bfloat16Converter extends HalfConverter {
    private static final int INFINITY = 0x7F80_0000;
    private static final int QUIET = 0x0040_0000;

    private final int[] bits = new int[BLOCK];
    private final int[] packed = new int[BLOCK / 2];

    @Override
    void narrowBlock(ByteBuffer floats, int start, ByteBuffer halves, int pairs) {
        floats.slice(start * Float.BYTES, 2 * pairs * Float.BYTES)
                .order(floats.order())
                .asIntBuffer()
                .get(0, bits, 0, 2 * pairs);
        round(bits, 2 * pairs);
        for (int i = 0; i < pairs; i++) {
            packed[i] = (bits[i] >>> 16) | (bits[pairs + i] & 0xFFFF_0000);
        }
        halves.slice(start * Short.BYTES, pairs * Integer.BYTES)
                .order(halves.order())
                .asIntBuffer()
                .put(0, packed, 0, pairs);
    }

    @Override
    void widenBlock(ByteBuffer halves, int start, ByteBuffer floats, int pairs) {
        halves.slice(start * Short.BYTES, pairs * Integer.BYTES)
                .order(halves.order())
                .asIntBuffer()
                .get(0, packed, 0, pairs);
        for (int i = 0; i < pairs; i++) {
            bits[i] = packed[i] << 16;
        }
        for (int i = 0; i < pairs; i++) {
            bits[pairs + i] = packed[i] & 0xFFFF_0000;
        }
        floats.slice(start * Float.BYTES, 2 * pairs * Float.BYTES)
                .order(floats.order())
                .asIntBuffer()
                .put(0, bits, 0, 2 * pairs);
    }

    /** Leaves the result in the upper halves. A NaN is made quiet instead, lest rounding should make a number of it. */
    private static void round(int[] bits, int count) {
        for (int i = 0; i < count; i++) {
            int value = bits[i];
            int nan = (INFINITY - (value & 0x7FFF_FFFF)) >> 31;
            int rounding = 0x7FFF + ((value >>> 16) & 1);
            bits[i] = (value + (rounding & ~nan)) | (QUIET & nan);
        }
    }

    @Override
    short narrow(float value) {
        return Bfloat16.ofFloat(value);
    }

    @Override
    float widen(short half) {
        return Bfloat16.toFloat(half);
    }
}
