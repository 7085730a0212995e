package io.lockstep.comms.compress;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Exchanges floats and the ints of the same bits, many at a time, through a small buffer. The JIT compiler turns loops over
 * float[] or int[] into vector instructions, but not those with {@code Float.floatToRawIntBits} before JDK 20.
 */
final class FloatBits {
    private final IntBuffer ints;
    private final FloatBuffer floats;

    FloatBits(int capacity) {
        ByteBuffer exchange = GradientCompression.direct(capacity * Float.BYTES);
        ints = exchange.asIntBuffer();
        floats = exchange.asFloatBuffer();
    }

    void toInts(float[] values, int[] bits, int count) {
        floats.put(0, values, 0, count);
        ints.get(0, bits, 0, count);
    }

    void toFloats(int[] bits, float[] values, int count) {
        ints.put(0, bits, 0, count);
        floats.get(0, values, 0, count);
    }
}
