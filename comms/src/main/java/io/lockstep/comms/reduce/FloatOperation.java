package io.lockstep.comms.reduce;

import io.lockstep.comms.Reduction;

/** Joins arrays of floats: what the reducers of all types of up to 32 bits do once they have floats. */
final class FloatOperation {
    private final Reduction reduction;
    private final int divisor;

    /** The average divides the sum by {@code divisor}. */
    FloatOperation(Reduction reduction, int divisor) {
        this.reduction = reduction;
        this.divisor = divisor;
    }

    /** Reduces {@code theirs} into {@code ours}; with {@code last} an average is divided. */
    void apply(float[] ours, float[] theirs, int length, boolean last) {
        switch (reduction) {
            case SUM, AVERAGE -> sum(ours, theirs, length);
            case MIN -> min(ours, theirs, length);
            case MAX -> max(ours, theirs, length);
        }
        if (last && divisor > 1) {
            divide(ours, divisor, length);
        }
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

    private static void divide(float[] a, float divisor, int length) {
        for (int i = 0; i < length; i++) {
            a[i] /= divisor;
        }
    }
}
