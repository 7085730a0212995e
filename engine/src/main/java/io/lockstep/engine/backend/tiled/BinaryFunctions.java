package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.BinaryOp;
import java.util.Arrays;

/** The pointwise functions of two arguments over doubles, in loops that become vector instructions where there are any. */
final class BinaryFunctions {
    /** Below it a quotient has a unit that is at most 1. */
    private static final double WHOLE = 0x1p52;

    private BinaryFunctions() {}

    /** y = op(a, b); t is overwritten, and y is neither a nor b. */
    static void apply(BinaryOp op, double[] a, double[] b, double[] y, double[] t, int count) {
        switch (op) {
            case ADD -> add(a, b, y, count);
            case SUBTRACT -> subtract(a, b, y, count);
            case MULTIPLY -> multiply(a, b, y, count);
            case DIVIDE -> divide(a, b, y, count);
            case FLOOR_DIVIDE -> floorDivide(a, b, y, t, count);
            case REMAINDER -> remainder(a, b, y, t, count);
            case FMOD -> fmod(a, b, y, t, count);
            case POWER -> power(a, b, y, count);
            case MAXIMUM -> maximum(a, b, y, count);
            case MINIMUM -> minimum(a, b, y, count);
            case ATAN2 -> Loops.atan2(a, b, y, count);
            case RELU_BACKWARD -> {
                Arrays.fill(t, 0);
                Loops.above(b, 0, a, t, y, count);
            }
            default -> throw new IllegalArgumentException(op + " has no loop over doubles");
        }
    }

    /** Whether the function gives doubles for doubles. */
    static boolean has(BinaryOp op) {
        return switch (op) {
            case BITWISE_AND, BITWISE_OR, BITWISE_XOR, LEFT_SHIFT, RIGHT_SHIFT -> false;
            default -> !op.isPredicate();
        };
    }

    /** y = 1 where the predicate holds; t and u are overwritten. */
    static void test(BinaryOp op, double[] a, double[] b, byte[] y, double[] t, byte[] other, int count) {
        switch (op) {
            case EQUAL -> Loops.equal(a, b, y, count);
            case NOT_EQUAL -> Loops.notEqual(a, b, y, count);
            case LESS -> Loops.less(a, b, y, count);
            case LESS_EQUAL -> Loops.lessEqual(a, b, y, count);
            case GREATER -> Loops.less(b, a, y, count);
            case GREATER_EQUAL -> Loops.lessEqual(b, a, y, count);
            case LOGICAL_AND, LOGICAL_OR, LOGICAL_XOR -> {
                Arrays.fill(t, 0);
                Loops.notEqual(a, t, y, count);
                Loops.notEqual(b, t, other, count);
                IntegerFunctions.combine(op, y, other, y, count);
            }
            default -> throw new IllegalArgumentException(op + " is no predicate");
        }
    }

    private static void add(double[] a, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] + b[i];
        }
    }

    private static void subtract(double[] a, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] - b[i];
        }
    }

    private static void multiply(double[] a, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] * b[i];
        }
    }

    private static void divide(double[] a, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] / b[i];
        }
    }

    private static void maximum(double[] a, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    private static void minimum(double[] a, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.min(a[i], b[i]);
        }
    }

    /** As C has it: 1 to any power is 1, and -1 to an infinite one. */
    static void power(double[] a, double[] b, double[] y, int count) {
        Loops.pow(a, b, y, count);
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(y[i]) && (a[i] == 1 || (a[i] == -1 && Double.isInfinite(b[i])))) {
                y[i] = 1;
            }
        }
    }

    /**
     * y = a - b trunc(a / b), exactly: rounded, the quotient may be the next whole number, which the sign of the rest
     * tells. The instruction that {@code %} is takes ten times as long, and only large quotients are left to it.
     */
    private static void fmod(double[] a, double[] b, double[] y, double[] quotient, int count) {
        for (int i = 0; i < count; i++) {
            quotient[i] = a[i] / b[i];
        }
        for (int i = 0; i < count; i++) {
            y[i] = Math.fma(-Math.copySign(Math.floor(Math.abs(quotient[i])), quotient[i]), b[i], a[i]);
        }
        for (int i = 0; i < count; i++) {
            if (!(Math.abs(quotient[i]) < WHOLE) || !(Math.abs(b[i]) <= Double.MAX_VALUE)) {
                y[i] = a[i] % b[i];
            } else if (y[i] == 0) {
                y[i] = Math.copySign(0, a[i]);
            } else if (differ(y[i], a[i])) {
                y[i] += Math.copySign(b[i], a[i]);
            }
        }
    }

    /** Whether the signs do. */
    private static boolean differ(double a, double b) {
        return (Double.doubleToRawLongBits(a) ^ Double.doubleToRawLongBits(b)) < 0;
    }

    /** {@code number} where the signs of a and b differ, else 0: which of them it is, is known to no branch. */
    private static double ifDiffer(double a, double b, double number) {
        long mask = (Double.doubleToRawLongBits(a) ^ Double.doubleToRawLongBits(b)) >> 63;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(number) & mask);
    }

    private static void remainder(double[] a, double[] b, double[] y, double[] t, int count) {
        fmod(a, b, y, t, count);
        for (int i = 0; i < count; i++) {
            if (y[i] != 0) {
                y[i] += ifDiffer(y[i], b[i], b[i]);
            }
        }
    }

    /** Python's rule, under which a = b floorDivide(a, b) + remainder(a, b). */
    private static void floorDivide(double[] a, double[] b, double[] y, double[] t, int count) {
        fmod(a, b, y, t, count);
        for (int i = 0; i < count; i++) {
            t[i] = (a[i] - y[i]) / b[i];
        }
        for (int i = 0; i < count; i++) {
            double quotient = y[i] == 0 ? t[i] : t[i] - ifDiffer(y[i], b[i], 1);
            double floor = Math.floor(quotient);
            if (b[i] == 0) {
                y[i] = a[i] / b[i];
            } else if (quotient == 0) {
                y[i] = Math.copySign(0, a[i] / b[i]);
            } else {
                y[i] = quotient - floor > 0.5 ? floor + 1 : floor;
            }
        }
    }
}
