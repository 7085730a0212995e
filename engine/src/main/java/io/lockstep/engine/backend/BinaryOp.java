package io.lockstep.engine.backend;

/**
 * Pointwise functions of two arguments a and b of one element type, at the edges as PyTorch's function of that name.
 * Comparisons and logical functions write truth values to an array of bool, all others write to one of the arguments' type.
 */
public enum BinaryOp {
    ADD,
    SUBTRACT,
    MULTIPLY,
    /** Of integers, the quotient rounded towards zero; by the integer 0 an {@link ArithmeticException}. */
    DIVIDE,
    /** The quotient rounded down. */
    FLOOR_DIVIDE,
    /** a - b floor(a / b), with the sign of b. */
    REMAINDER,
    /** a - b trunc(a / b), with the sign of a. */
    FMOD,
    /** a^b. */
    POWER,
    /** NaN if either is. */
    MAXIMUM,
    /** NaN if either is. */
    MINIMUM,
    /** Angle of the point (b, a). */
    ATAN2,
    /** Gradient of relu: a (the gradient of the result) where b (the result) is above 0, else 0. */
    RELU_BACKWARD,
    BITWISE_AND,
    BITWISE_OR,
    BITWISE_XOR,
    LEFT_SHIFT,
    /** Keeps the sign. */
    RIGHT_SHIFT,
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_EQUAL,
    GREATER,
    GREATER_EQUAL,
    LOGICAL_AND,
    LOGICAL_OR,
    LOGICAL_XOR;

    /** Whether results are truth values. */
    public boolean isPredicate() {
        return compareTo(EQUAL) >= 0;
    }
}
