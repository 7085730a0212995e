// The pointwise functions of whole numbers and truth values, in 64 bits, whose upper ones are dropped when a result is stored.
// They are those of IntegerFunctions in the reference backend; sums and products wrap around.
#pragma once
#include "functions.h"

typedef unsigned long long Bits;

// low and high are alpha and beta as integers.
__device__ inline long long wholeUnary(int function, long long x, long long low, long long high, bool truth) {
    switch (function) {
        case NEGATE: return (long long)(0 - (Bits)x);
        case ABS: return x < 0 ? (long long)(0 - (Bits)x) : x;
        case SIGN: return x > 0 ? 1 : x < 0 ? -1 : 0;
        case SQUARE: return (long long)((Bits)x * (Bits)x);
        case RELU: return x > 0 ? x : 0;
        case CLAMP: return smaller(larger(x, low), high);
        case BITWISE_NOT: return truth ? 1 - x : ~x;
        case LOGICAL_NOT: return x == 0;
        default: return x; // FLOOR, CEIL, TRUNC, ROUND
    }
}

// Both towards zero; the lowest number divided by -1 is itself.
__device__ inline long long wholeQuotient(long long a, long long b) { return b == -1 ? (long long)(0 - (Bits)a) : a / b; }
__device__ inline long long wholeRest(long long a, long long b) { return b == -1 ? 0 : a % b; }

// By squaring; a negative exponent leaves 1, -1 or 0.
__device__ inline long long wholePower(long long base, long long exponent) {
    if (exponent < 0) return base == 1 ? 1 : base == -1 ? ((exponent & 1) == 0 ? 1 : -1) : 0;
    Bits result = 1, square = (Bits)base;
    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1) result *= square;
        square *= square;
    }
    return (long long)result;
}

// bits: size of the element type. b is not 0 where it divides.
__device__ inline long long wholeBinary(int op, int bits, long long a, long long b) {
    switch (op) {
        case ADD: return (long long)((Bits)a + (Bits)b);
        case SUBTRACT: return (long long)((Bits)a - (Bits)b);
        case MULTIPLY: return (long long)((Bits)a * (Bits)b);
        case DIVIDE: return wholeQuotient(a, b);
        case FLOOR_DIVIDE: {
            long long rest = wholeRest(a, b);
            return wholeQuotient(a, b) - (rest != 0 && (rest < 0) != (b < 0));
        }
        case REMAINDER: {
            long long rest = wholeRest(a, b);
            return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
        }
        case FMOD: return wholeRest(a, b);
        case POWER_OF: return wholePower(a, b);
        case MAXIMUM: return larger(a, b);
        case MINIMUM: return smaller(a, b);
        case RELU_BACKWARD: return b > 0 ? a : 0;
        case BITWISE_AND: return a & b;
        case BITWISE_OR: return a | b;
        case BITWISE_XOR: return a ^ b;
        case LEFT_SHIFT: return b < 0 || b >= bits ? 0 : (long long)((Bits)a << b);
        case RIGHT_SHIFT: return a >> (b < 0 || b >= bits ? 63 : b);
        case EQUAL: return a == b;
        case NOT_EQUAL: return a != b;
        case LESS: return a < b;
        case LESS_EQUAL: return a <= b;
        case GREATER: return a > b;
        case GREATER_EQUAL: return a >= b;
        case LOGICAL_AND: return a != 0 && b != 0;
        case LOGICAL_OR: return a != 0 || b != 0;
        default: return (a != 0) != (b != 0); // LOGICAL_XOR
    }
}
