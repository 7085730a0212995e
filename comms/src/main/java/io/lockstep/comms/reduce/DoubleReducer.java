package io.lockstep.comms.reduce;

import io.lockstep.comms.ElementType;
import io.lockstep.comms.Reduction;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;

/** Reduces {@code double} elements. */
final class DoubleReducer extends Reducer {
    private final Reduction reduction;
    private final int divisor;
    private final double[] ours = new double[BLOCK];
    private final double[] theirs = new double[BLOCK];

    DoubleReducer(Reduction reduction, int divisor) {
        super(ElementType.FLOAT64);
        this.reduction = reduction;
        this.divisor = divisor;
    }

    @Override
    void reduceBlock(ByteBuffer target, ByteBuffer source, boolean last) {
        DoubleBuffer result = target.asDoubleBuffer();
        int length = result.remaining();
        result.get(0, ours, 0, length);
        source.asDoubleBuffer().get(0, theirs, 0, length);
        switch (reduction) {
            case SUM, AVERAGE -> sum(ours, theirs, length);
            case MIN -> min(ours, theirs, length);
            case MAX -> max(ours, theirs, length);
        }
        if (last && divisor > 1) {
            divide(ours, divisor, length);
        }
        result.put(0, ours, 0, length);
    }

    private static void sum(double[] a, double[] b, int length) {
        for (int i = 0; i < length; i++) {
            a[i] += b[i];
        }
    }

    private static void min(double[] a, double[] b, int length) {
        for (int i = 0; i < length; i++) {
            a[i] = Math.min(a[i], b[i]);
        }
    }

    private static void max(double[] a, double[] b, int length) {
        for (int i = 0; i < length; i++) {
            a[i] = Math.max(a[i], b[i]);
        }
    }

    private static void divide(double[] a, double divisor, int length) {
        for (int i = 0; i < length; i++) {
            a[i] /= divisor;
        }
    }
}
