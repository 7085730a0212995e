package io.lockstep.comms.reduce;

import io.lockstep.comms.ElementType;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/** Reduces {@link Float16} elements: as floats, rounded after each step. */
final class Float16Reducer extends Reducer {
    private final FloatOperation operation;
    private final short[] halves = new short[BLOCK];
    private final float[] ours = new float[BLOCK];
    private final float[] theirs = new float[BLOCK];

    Float16Reducer(FloatOperation operation) {
        super(ElementType.FLOAT16);
        this.operation = operation;
    }

    @Override
    void reduceBlock(ByteBuffer target, ByteBuffer source, boolean last) {
        ShortBuffer result = target.asShortBuffer();
        int length = result.remaining();
        source.asShortBuffer().get(0, halves, 0, length);
        widen(halves, theirs, length);
        result.get(0, halves, 0, length);
        widen(halves, ours, length);
        operation.apply(ours, theirs, length, last);
        for (int i = 0; i < length; i++) {
            halves[i] = Float16.ofFloat(ours[i]);
        }
        result.put(0, halves, 0, length);
    }

    private static void widen(short[] halves, float[] floats, int length) {
        for (int i = 0; i < length; i++) {
            floats[i] = Float16.toFloat(halves[i]);
        }
    }
}
