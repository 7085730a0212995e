package io.lockstep.comms.reduce;

import io.lockstep.comms.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Reduces {@link Bfloat16} elements: as floats, rounded after each step.
 *
 * <p>Two elements lie in one int, and become two floats by a shift and a mask; floats and ints of the same bits are
 * exchanged through a small buffer. All loops are over int[] or float[], which the JIT compiler vectorises; those over
 * short[] with {@code Float.intBitsToFloat} it does not before JDK 20.
 */
final class Bfloat16Reducer extends Reducer {
    private static final int PAIRS = BLOCK / 2;

    private final FloatOperation operation;
    private final int[] pairs = new int[PAIRS];
    private final int[] bits = new int[BLOCK];
    private final float[] ours = new float[BLOCK];
    private final float[] theirs = new float[BLOCK];
    private final IntBuffer asInts;
    private final FloatBuffer asFloats;

    Bfloat16Reducer(FloatOperation operation) {
        super(ElementType.BFLOAT16);
        this.operation = operation;
        ByteBuffer exchange = ByteBuffer.allocateDirect(BLOCK * Float.BYTES).order(ByteOrder.nativeOrder());
        asInts = exchange.asIntBuffer();
        asFloats = exchange.asFloatBuffer();
    }

    @Override
    void reduceBlock(ByteBuffer target, ByteBuffer source, boolean last) {
        int length = target.remaining() / Short.BYTES;
        if (length % 2 != 0) {
            reduceOne(target, source, (length - 1) * Short.BYTES, last);
        }
        int count = length / 2;
        widen(source, count, theirs);
        widen(target, count, ours);
        operation.apply(ours, theirs, 2 * count, last);
        asFloats.put(0, ours, 0, 2 * count);
        asInts.get(0, bits, 0, 2 * count);
        round(bits, pairs, count);
        target.asIntBuffer().put(0, pairs, 0, count);
    }

    private void reduceOne(ByteBuffer target, ByteBuffer source, int at, boolean last) {
        ours[0] = Bfloat16.toFloat(target.getShort(at));
        theirs[0] = Bfloat16.toFloat(source.getShort(at));
        operation.apply(ours, theirs, 1, last);
        target.putShort(at, Bfloat16.ofFloat(ours[0]));
    }

    /** The first {@code count} pairs: which element of a pair comes first does not matter, as long as it stays so. */
    private void widen(ByteBuffer from, int count, float[] floats) {
        from.asIntBuffer().get(0, pairs, 0, count);
        split(pairs, bits, count);
        asInts.put(0, bits, 0, 2 * count);
        asFloats.get(0, floats, 0, 2 * count);
    }

    private static void split(int[] pairs, int[] bits, int count) {
        for (int i = 0; i < count; i++) {
            bits[i] = pairs[i] << 16;
        }
        for (int i = 0; i < count; i++) {
            bits[count + i] = pairs[i] & 0xFFFF_0000;
        }
    }

    /** Rounds as {@link Bfloat16#ofFloat}; no NaN needs care, since sums of bfloat16 NaNs have empty lower halves. */
    private static void round(int[] bits, int[] pairs, int count) {
        for (int i = 0; i < count; i++) {
            int low = bits[i];
            int high = bits[count + i];
            low = (low + 0x7FFF + ((low >>> 16) & 1)) >>> 16;
            high = (high + 0x7FFF + ((high >>> 16) & 1)) & 0xFFFF_0000;
            pairs[i] = high | low;
        }
    }
}
