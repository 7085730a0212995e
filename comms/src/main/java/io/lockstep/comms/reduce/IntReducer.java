package io.lockstep.comms.reduce;

import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/** Reduces {@code int} elements. */
final class IntReducer extends Reducer {
    private final Reduction reduction;
    private final int[] ours = new int[BLOCK];
    private final int[] theirs = new int[BLOCK];

    IntReducer(Reduction reduction) {
        super(ElementType.INT32);
        if (reduction == Reduction.AVERAGE) {
            throw averageRefused();
        }
        this.reduction = reduction;
    }

    @Override
    void reduceBlock(ByteBuffer target, ByteBuffer source, boolean last) {
        IntBuffer result = target.asIntBuffer();
        int length = result.remaining();
        result.get(0, ours, 0, length);
        source.asIntBuffer().get(0, theirs, 0, length);
        switch (reduction) {
            case SUM -> sum(ours, theirs, length);
            case MIN -> min(ours, theirs, length);
            case MAX -> max(ours, theirs, length);
            case AVERAGE -> throw averageRefused();
        }
        result.put(0, ours, 0, length);
    }

    private static IllegalArgumentException averageRefused() {
        return new IllegalArgumentException(
                "the average of integers would have to be rounded; use SUM and divide, or a floating type");
    }

    private static void sum(int[] a, int[] b, int length) {
        for (int i = 0; i < length; i++) {
            a[i] += b[i];
        }
    }

    private static void min(int[] a, int[] b, int length) {
        for (int i = 0; i < length; i++) {
            a[i] = Math.min(a[i], b[i]);
        }
    }

    private static void max(int[] a, int[] b, int length) {
        for (int i = 0; i < length; i++) {
            a[i] = Math.max(a[i], b[i]);
        }
    }
}
