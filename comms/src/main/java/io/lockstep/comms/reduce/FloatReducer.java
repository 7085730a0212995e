package io.lockstep.comms.reduce;

import io.lockstep.comms.ElementType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Reduces {@code float} elements. */
final class FloatReducer extends Reducer {
    private final FloatOperation operation;
    private final float[] ours = new float[BLOCK];
    private final float[] theirs = new float[BLOCK];

    FloatReducer(FloatOperation operation) {
        super(ElementType.FLOAT32);
        this.operation = operation;
    }

    @Override
    void reduceBlock(ByteBuffer target, ByteBuffer source, boolean last) {
        FloatBuffer result = target.asFloatBuffer();
        int length = result.remaining();
        result.get(0, ours, 0, length);
        source.asFloatBuffer().get(0, theirs, 0, length);
        operation.apply(ours, theirs, length, last);
        result.put(0, ours, 0, length);
    }
}
