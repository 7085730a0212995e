package io.lockstep.comms.compress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Rounds blocks of {@link #BLOCK} floats to eight bits and a scale each: q = round(x / s), s = max |x| / 127, so an
 * element is off by s/2 at most. A block is {@link #BLOCK} bytes; four elements, a quarter of the block apart, make an int.
 *
 * <p>Adding 1.5 2^23 to a float between -2^22 and 2^22 leaves its nearest whole number, ties to even, in the lower bits;
 * with it no loop needs a conversion, which the JIT compiler would not vectorise.
 */
final class Int8Codec {
    static final int BLOCK = 256;
    private static final int QUARTER = BLOCK / 4;

    private static final float ROUNDER = 0x1.8p23f;
    /** 2^23 as bits: or-ed with a byte it is the float 2^23 + byte. */
    private static final int BYTE_TO_FLOAT = 0x4B00_0000;

    private static final float BYTE_OFFSET = 0x1p23f + 128;
    private static final float LARGEST = 127;
    /** Blocks without anything larger are sent as zeros, since the inverse of their scale may be infinite. */
    private static final float NOTHING = 1e-30f;

    private final float[] magnitudes = new float[BLOCK];
    private final float[] rounded = new float[BLOCK];
    private final int[] bits = new int[BLOCK];
    private final int[] packed = new int[QUARTER];
    private final FloatBits floatBits = new FloatBits(BLOCK);

    /**
     * Writes the block of {@code values} to {@code bytes} from {@code at}, and leaves in {@code values} what each element
     * is more than its eight bits say. Returns the scale; NaN if a value is infinite or none.
     */
    float quantise(float[] values, ByteBuffer bytes, int at) {
        float max = largest(values, magnitudes);
        float scale = max <= NOTHING ? 0 : max / LARGEST;
        if (!(max <= Float.MAX_VALUE)) {
            scale = Float.NaN;
        }
        float inverse = max <= NOTHING ? 0 : LARGEST / max;
        for (int i = 0; i < BLOCK; i++) {
            rounded[i] = values[i] * inverse + ROUNDER;
        }
        for (int i = 0; i < BLOCK; i++) {
            values[i] -= (rounded[i] - ROUNDER) * scale;
        }
        floatBits.toInts(rounded, bits, BLOCK);
        for (int i = 0; i < QUARTER; i++) {
            packed[i] = (bits[i] & 0xFF)
                    | (bits[QUARTER + i] & 0xFF) << 8
                    | (bits[2 * QUARTER + i] & 0xFF) << 16
                    | bits[3 * QUARTER + i] << 24;
        }
        ints(bytes, at).asIntBuffer().put(0, packed, 0, QUARTER);
        return scale;
    }

    /** Adds what {@link #quantise} wrote to {@code values}. */
    void addTo(float[] values, ByteBuffer bytes, int at, float scale) {
        ints(bytes, at).asIntBuffer().get(0, packed, 0, QUARTER);
        for (int quarter = 0; quarter < 4; quarter++) {
            unpack(packed, 8 * quarter, bits, quarter * QUARTER);
        }
        floatBits.toFloats(bits, rounded, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            values[i] += (rounded[i] - BYTE_OFFSET) * scale;
        }
    }

    private static void unpack(int[] packed, int shift, int[] bits, int start) {
        for (int i = 0; i < QUARTER; i++) {
            bits[start + i] = (((packed[i] >>> shift) & 0xFF) ^ 0x80) | BYTE_TO_FLOAT;
        }
    }

    /** By halves, since the JIT compiler does not vectorise the maximum of an array. */
    private static float largest(float[] values, float[] magnitudes) {
        for (int i = 0; i < BLOCK; i++) {
            magnitudes[i] = Math.abs(values[i]);
        }
        for (int half = BLOCK / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                magnitudes[i] = Math.max(magnitudes[i], magnitudes[half + i]);
            }
        }
        return magnitudes[0];
    }

    private static ByteBuffer ints(ByteBuffer bytes, int at) {
        return bytes.slice(at, BLOCK).order(ByteOrder.nativeOrder());
    }
}
