package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.UnaryOp;

/** The pointwise functions of whole numbers, over longs, and of truth values, over bytes. */
final class IntegerFunctions {
    private IntegerFunctions() {}

    /** Whether the function gives whole numbers for whole numbers, by {@link #apply(UnaryOp, long[], long[], int)}. */
    static boolean has(UnaryOp op) {
        return switch (op.function()) {
            case NEGATE, ABS, SIGN, SQUARE, FLOOR, CEIL, TRUNC, ROUND, RELU, BITWISE_NOT -> true;
            case CLAMP -> Math.rint(op.alpha()) == op.alpha() && Math.rint(op.beta()) == op.beta();
            default -> false;
        };
    }

    static void apply(UnaryOp op, long[] x, long[] y, int count) {
        switch (op.function()) {
            case NEGATE -> negate(x, y, count);
            case ABS -> abs(x, y, count);
            case SIGN -> sign(x, y, count);
            case SQUARE -> multiply(x, x, y, count);
            case RELU -> clamp(x, 0, Long.MAX_VALUE, y, count);
            case CLAMP -> clamp(x, (long) op.alpha(), (long) op.beta(), y, count); // infinite bounds: the outermost
            case FLOOR, CEIL, TRUNC, ROUND -> System.arraycopy(x, 0, y, 0, count);
            case BITWISE_NOT -> not(x, y, count);
            default -> throw new IllegalArgumentException(op + " has no whole results");
        }
    }

    private static void negate(long[] x, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -x[i];
        }
    }

    private static void abs(long[] x, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.abs(x[i]);
        }
    }

    private static void sign(long[] x, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = x[i] >> 63 | -x[i] >>> 63;
        }
    }

    private static void clamp(long[] x, long low, long high, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.min(Math.max(x[i], low), high);
        }
    }

    private static void not(long[] x, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = ~x[i];
        }
    }

    /** Whether the function has a loop here; the others are seldom used. */
    static boolean has(BinaryOp op) {
        return switch (op) {
            case POWER, ATAN2 -> false;
            default -> true;
        };
    }

    static void apply(BinaryOp op, long[] a, long[] b, long[] y, int count) {
        switch (op) {
            case ADD -> add(a, b, y, count);
            case SUBTRACT -> subtract(a, b, y, count);
            case MULTIPLY -> multiply(a, b, y, count);
            case DIVIDE -> divide(a, b, y, count);
            case FLOOR_DIVIDE -> floorDivide(a, b, y, count);
            case REMAINDER -> remainder(a, b, y, count);
            case FMOD -> fmod(a, b, y, count);
            case MAXIMUM -> maximum(a, b, y, count);
            case MINIMUM -> minimum(a, b, y, count);
            case RELU_BACKWARD -> reluBackward(a, b, y, count);
            case BITWISE_AND -> and(a, b, y, count);
            case BITWISE_OR -> or(a, b, y, count);
            case BITWISE_XOR -> xor(a, b, y, count);
            case LEFT_SHIFT -> shiftLeft(a, b, y, count);
            case RIGHT_SHIFT -> shiftRight(a, b, y, count);
            default -> throw new IllegalArgumentException(op + " has no loop over longs");
        }
    }

    /** By more bits than there are it gives 0; those that shorter types have not are dropped when they are written. */
    private static void shiftLeft(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (a[i] << b[i]) & ~outside(b[i]);
        }
    }

    /** By more bits than there are it gives the sign. */
    private static void shiftRight(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] >> (b[i] | outside(b[i]));
        }
    }

    /** All bits set if b is not from 0 to 63, else none. */
    private static long outside(long b) {
        long rest = b & -Long.SIZE;
        return (rest | -rest) >> 63;
    }

    private static void add(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] + b[i];
        }
    }

    private static void subtract(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] - b[i];
        }
    }

    private static void multiply(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] * b[i];
        }
    }

    private static void divide(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] / divisor(b[i]);
        }
    }

    private static void floorDivide(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.floorDiv(a[i], divisor(b[i]));
        }
    }

    private static void remainder(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.floorMod(a[i], divisor(b[i]));
        }
    }

    private static void fmod(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] % divisor(b[i]);
        }
    }

    private static long divisor(long b) {
        if (b == 0) {
            throw new ArithmeticException(
                    "an integer was divided by 0; convert to a floating type for infinity or NaN");
        }
        return b;
    }

    private static void maximum(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    private static void minimum(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.min(a[i], b[i]);
        }
    }

    private static void reluBackward(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = b[i] > 0 ? a[i] : 0;
        }
    }

    private static void and(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] & b[i];
        }
    }

    private static void or(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] | b[i];
        }
    }

    private static void xor(long[] a, long[] b, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] ^ b[i];
        }
    }

    /** y = 1 where the predicate holds. */
    static void test(BinaryOp op, long[] a, long[] b, byte[] y, int count) {
        switch (op) {
            case EQUAL -> equal(a, b, y, 0, count);
            case NOT_EQUAL -> equal(a, b, y, 1, count);
            case LESS -> less(a, b, y, 0, count);
            case LESS_EQUAL -> less(b, a, y, 1, count);
            case GREATER -> less(b, a, y, 0, count);
            case GREATER_EQUAL -> less(a, b, y, 1, count);
            case LOGICAL_AND -> {
                for (int i = 0; i < count; i++) {
                    y[i] = (byte) (truth(a[i]) & truth(b[i]));
                }
            }
            case LOGICAL_OR -> {
                for (int i = 0; i < count; i++) {
                    y[i] = (byte) (truth(a[i]) | truth(b[i]));
                }
            }
            case LOGICAL_XOR -> {
                for (int i = 0; i < count; i++) {
                    y[i] = (byte) (truth(a[i]) ^ truth(b[i]));
                }
            }
            default -> throw new IllegalArgumentException(op + " is no predicate");
        }
    }

    /** 1 where x is not 0, without a branch. */
    private static int truth(long x) {
        return (int) ((x | -x) >>> 63);
    }

    private static void equal(long[] a, long[] b, byte[] y, int opposite, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (truth(a[i] ^ b[i]) ^ 1 ^ opposite);
        }
    }

    /** The sign of a - b, were it not to overflow (Warren, "Hacker's Delight", 2-12). */
    private static void less(long[] a, long[] b, byte[] y, int opposite, int count) {
        for (int i = 0; i < count; i++) {
            long difference = a[i] - b[i];
            long sign = difference ^ ((a[i] ^ b[i]) & (difference ^ a[i]));
            y[i] = (byte) ((int) (sign >>> 63) ^ opposite);
        }
    }

    /** y = 1 where x is 0. */
    static void isZero(long[] x, byte[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (truth(x[i]) ^ 1);
        }
    }

    /** Whether the function of two truth values has a loop over bytes. */
    static boolean combines(BinaryOp op) {
        return switch (op) {
            case LOGICAL_AND, BITWISE_AND, MULTIPLY, MINIMUM -> true;
            case LOGICAL_OR, BITWISE_OR, ADD, MAXIMUM -> true;
            case LOGICAL_XOR, BITWISE_XOR, NOT_EQUAL, EQUAL -> true;
            default -> false;
        };
    }

    static void combine(BinaryOp op, byte[] a, byte[] b, byte[] y, int count) {
        switch (op) {
            case LOGICAL_AND, BITWISE_AND, MULTIPLY, MINIMUM -> {
                for (int i = 0; i < count; i++) {
                    y[i] = (byte) (a[i] & b[i]);
                }
            }
            case LOGICAL_OR, BITWISE_OR, ADD, MAXIMUM -> {
                for (int i = 0; i < count; i++) {
                    y[i] = (byte) (a[i] | b[i]);
                }
            }
            case LOGICAL_XOR, BITWISE_XOR, NOT_EQUAL -> {
                for (int i = 0; i < count; i++) {
                    y[i] = (byte) (a[i] ^ b[i]);
                }
            }
            case EQUAL -> {
                for (int i = 0; i < count; i++) {
                    y[i] = (byte) (a[i] ^ b[i] ^ 1);
                }
            }
            default -> throw new IllegalArgumentException(op + " has no loop over truth values");
        }
    }

    /** y = 1 - x. */
    static void opposite(byte[] x, byte[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (byte) (x[i] ^ 1);
        }
    }
}
