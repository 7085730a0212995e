package io.lockstep.comms.reduce;

import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Reduces {@code float} elements. */
final class FloatReducer extends Reducer {
    private final Reduction reduction;
    private final float[] ours = new float[BLOCK];
    private final float[] theirs = new float[BLOCK];

    FloatReducer(Reduction reduction) {
        super(ElementType.FLOAT32);
        this.reduction = reduction;
    }

    @Override
    void reduceBlock(ByteBuffer target, ByteBuffer source) {
        FloatBuffer result = target.asFloatBuffer();
        int length = result.remaining();
        result.get(0, ours, 0, length);
        source.asFloatBuffer().get(0, theirs, 0, length);
        switch (reduction) {
            case SUM -> sum(ours, theirs, length);
            case MIN -> min(ours, theirs, length);
            case MAX -> max(ours, theirs, length);
        }
        result.put(0, ours, 0, length);
    }

    private static void sum(float[] a, float[] b, int length) {
        for (int i = 0; i < length; i++) {
            a[i] += b[i];
        }
    }

    private static void min(float[] a, float[] b, int length) {
        for (int i = 0; i < length; i++) {
            a[i] = Math.min(a[i], b[i]);
        }
    }

    private static void max(float[] a, float[] b, int length) {
        for (int i = 0; i < length; i++) {
            a[i] = Math.max(a[i], b[i]);
        }
    }
}
