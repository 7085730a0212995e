package io.lockstep.comms.compress;

import java.nio.ByteBuffer;

/**
 * Converts blocks of floats to halves and back. The halves of a block come in an order of the converter's own, in which
 * two lie in one int: what is reduced element by element does not mind, and loops over ints become vector instructions.
 */
abstract sealed class HalfConverter permits Bfloat16Converter, Float16Converter {
    /** Elements in a block; all arrays of a converter together stay in the first-level cache. */
    static final int BLOCK = 1024;

    /** Converts the floats from {@code from} to {@code to}, whole blocks but for the last, to halves at the same place. */
    final void narrow(ByteBuffer floats, int from, int to, ByteBuffer halves) {
        for (int start = from; start < to; start += BLOCK) {
            int length = Math.min(BLOCK, to - start);
            int even = length & ~1;
            if (even > 0) {
                narrowBlock(floats, start, halves, even / 2);
            }
            if (even < length) {
                int last = start + even;
                halves.putShort(last * Short.BYTES, narrow(floats.getFloat(last * Float.BYTES)));
            }
        }
    }

    /** The reverse of {@link #narrow(ByteBuffer, int, int, ByteBuffer)}. */
    final void widen(ByteBuffer halves, int from, int to, ByteBuffer floats) {
        for (int start = from; start < to; start += BLOCK) {
            int length = Math.min(BLOCK, to - start);
            int even = length & ~1;
            if (even > 0) {
                widenBlock(halves, start, floats, even / 2);
            }
            if (even < length) {
                int last = start + even;
                floats.putFloat(last * Float.BYTES, widen(halves.getShort(last * Short.BYTES)));
            }
        }
    }

    /** Converts {@code pairs} pairs: the elements from {@code start}, and as many after them. */
    abstract void narrowBlock(ByteBuffer floats, int start, ByteBuffer halves, int pairs);

    abstract void widenBlock(ByteBuffer halves, int start, ByteBuffer floats, int pairs);

    abstract short narrow(float value);

    abstract float widen(short half);
}
