package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.UnaryOp;

/** The pointwise functions of whole numbers and truth values. */
final class IntegerFunctions {
    private IntegerFunctions() {}

    interface UnaryFunction {
        long apply(long x);
    }

    /** Whether the function gives whole numbers for whole numbers. */
    static boolean has(UnaryOp op) {
        return switch (op.function()) {
            case NEGATE, ABS, SIGN, SQUARE, FLOOR, CEIL, TRUNC, ROUND, RELU, BITWISE_NOT, LOGICAL_NOT -> true;
            case CLAMP -> Math.rint(op.alpha()) == op.alpha() && Math.rint(op.beta()) == op.beta();
            default -> false;
        };
    }

    static UnaryFunction of(UnaryOp op, DType dtype) {
        return switch (op.function()) {
            case NEGATE -> x -> -x;
            case ABS -> Math::abs;
            case SIGN -> Long::signum;
            case SQUARE -> x -> x * x;
            case RELU -> x -> Math.max(x, 0);
            case CLAMP -> {
                long low = (long) op.alpha(); // infinite bounds become the outermost integers
                long high = (long) op.beta();
                yield x -> Math.min(Math.max(x, low), high);
            }
            case FLOOR, CEIL, TRUNC, ROUND -> x -> x;
            case BITWISE_NOT -> dtype == DType.BOOL ? x -> 1 - x : x -> ~x;
            case LOGICAL_NOT -> x -> x == 0 ? 1 : 0;
            default -> throw new IllegalArgumentException(op + " has no whole results");
        };
    }

    /** @param bits size of the element type; what is shifted by as many or more is lost */
    static long apply(BinaryOp op, int bits, long a, long b) {
        return switch (op) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / divisor(b);
            case FLOOR_DIVIDE -> Math.floorDiv(a, divisor(b));
            case REMAINDER -> Math.floorMod(a, divisor(b));
            case FMOD -> a % divisor(b);
            case POWER -> power(a, b);
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case ATAN2 -> throw new IllegalArgumentException("the angle of whole numbers is not whole");
            case RELU_BACKWARD -> b > 0 ? a : 0;
            case BITWISE_AND -> a & b;
            case BITWISE_OR -> a | b;
            case BITWISE_XOR -> a ^ b;
            case LEFT_SHIFT -> b < 0 || b >= bits ? 0 : a << b;
            case RIGHT_SHIFT -> a >> (b < 0 || b >= bits ? Long.SIZE - 1 : b);
            case EQUAL -> truth(a == b);
            case NOT_EQUAL -> truth(a != b);
            case LESS -> truth(a < b);
            case LESS_EQUAL -> truth(a <= b);
            case GREATER -> truth(a > b);
            case GREATER_EQUAL -> truth(a >= b);
            case LOGICAL_AND -> truth(a != 0 && b != 0);
            case LOGICAL_OR -> truth(a != 0 || b != 0);
            case LOGICAL_XOR -> truth((a != 0) != (b != 0));
        };
    }

    private static long divisor(long b) {
        if (b == 0) {
            throw new ArithmeticException(
                    "an integer was divided by 0; convert to a floating type for infinity or NaN");
        }
        return b;
    }

    /** By squaring, in arithmetic modulo 2^64; a negative exponent leaves 1, -1 or 0 as PyTorch has it. */
    private static long power(long base, long exponent) {
        if (exponent < 0) {
            return base == 1 ? 1 : base == -1 ? ((exponent & 1) == 0 ? 1 : -1) : 0;
        }
        long result = 1;
        long square = base;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }

    private static long truth(boolean value) {
        return value ? 1 : 0;
    }
}
