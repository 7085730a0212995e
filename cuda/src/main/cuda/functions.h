// The pointwise functions of floating numbers, in float for types that float32 holds and in double for float64. At the edges
// they are those of FloatingFunctions in the reference backend. CUDA's functions of float err by at most 5 units in the last
// place; what would lose more is computed in double.
#pragma once
#include "functions_math.h"

// As UnaryOp.Function.
enum Unary : int {
    NEGATE, ABS, SIGN, RECIPROCAL, SQUARE, SQRT, RSQRT, EXP, EXP2, EXPM1, LOG, LOG2, LOG10, LOG1P, SIN, COS, TAN, ASIN, ACOS, ATAN,
    SINH, COSH, TANH, ASINH, ACOSH, ATANH, ERF, ERFC, ERFINV, FLOOR, CEIL, TRUNC, ROUND, SIGMOID, LOG_SIGMOID, RELU, LEAKY_RELU,
    ELU, SWISH, SWISH_DERIVATIVE, GELU_ERF, GELU_ERF_DERIVATIVE, GELU_TANH, GELU_TANH_DERIVATIVE, SOFTPLUS, MISH, MISH_DERIVATIVE,
    CLAMP, POWER, LINEAR, BITWISE_NOT, LOGICAL_NOT, IS_NAN, IS_INFINITE, IS_FINITE
};

// As BinaryOp.
enum Binary : int {
    ADD, SUBTRACT, MULTIPLY, DIVIDE, FLOOR_DIVIDE, REMAINDER, FMOD, POWER_OF, MAXIMUM, MINIMUM, ATAN2, RELU_BACKWARD, BITWISE_AND,
    BITWISE_OR, BITWISE_XOR, LEFT_SHIFT, RIGHT_SHIFT, EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, LOGICAL_AND,
    LOGICAL_OR, LOGICAL_XOR
};

template <class V>
__device__ inline V sigmoid(V x) {
    return 1 / (1 + of::exp(-x));
}

// s (1 + alpha x (1 - s)) with s = sigmoid(alpha x).
__device__ inline double swishDerivative(double alpha, double x) {
    double s = sigmoid(alpha * x);
    return s * (1 + alpha * x * (1 - s));
}
__device__ inline float swishDerivative(double alpha, float x) {
    float p = (float)(alpha * x), s = sigmoid(p);
    return s * (1 + p * (1 - s));
}

// Twice the argument of tanh in the approximate GELU, whose 1 + tanh(u) is 2 sigmoid(2 u), exact where tanh is near -1.
template <class V>
__device__ inline V geluArgument(V x) {
    return (V)1.5957691216057308 * (x + (V)0.044715 * x * x * x);
}

__device__ inline double geluTanhDerivative(double x) {
    double t = tanh(0.5 * geluArgument(x));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * 0.7978845608028654 * (1 + 3 * 0.044715 * x * x);
}

// tanh(ln(1 + e^x)) = w / (w + 2) with w = e^x (e^x + 2).
template <class V>
__device__ inline V tanhSoftplus(V x) {
    if (x > 20) return 1;
    V power = of::exp(x), w = power * (power + 2);
    return w / (w + 2);
}

template <class V>
__device__ inline V mishDerivative(V x) {
    V t = tanhSoftplus(x), power = of::exp(x), w = power * (power + 2);
    V rest = x > 20 ? 0 : 4 * (w + 1) / ((w + 2) * (w + 2)); // 1 - t t
    return t + x * sigmoid(x) * rest;
}

__device__ inline double power(double x, double exponent) {
    return exponent == 2 ? x * x : exponent == 1 ? x : pow(x, exponent);
}

template <class V>
__device__ inline bool isFinite(V x) {
    return x - x == 0;
}

// The function is known where a kernel is compiled for it alone; otherwise all threads take the same case.
template <class V>
__device__ __forceinline__ V unary(int function, V x, double alpha, double beta) {
    switch (function) {
        case NEGATE: return -x;
        case ABS: return of::fabs(x);
        case SIGN: return x > 0 ? (V)1 : x < 0 ? (V)-1 : isNaN(x) ? (V)0 : x;
        case RECIPROCAL: return 1 / x;
        case SQUARE: return x * x;
        case SQRT: return of::sqrt(x);
        case RSQRT: return of::rsqrt(x);
        case EXP: return of::exp(x);
        case EXP2: return of::exp2(x);
        case EXPM1: return of::expm1(x);
        case LOG: return of::log(x);
        case LOG2: return of::log2(x);
        case LOG10: return of::log10(x);
        case LOG1P: return of::log1p(x);
        case SIN: return of::sin(x);
        case COS: return of::cos(x);
        case TAN: return of::tan(x);
        case ASIN: return of::asin(x);
        case ACOS: return of::acos(x);
        case ATAN: return of::atan(x);
        case SINH: return of::sinh(x);
        case COSH: return of::cosh(x);
        case TANH: return of::tanh(x);
        case ASINH: return of::asinh(x);
        case ACOSH: return of::acosh(x);
        case ATANH: return of::atanh(x);
        case ERF: return of::erf(x);
        case ERFC: return of::erfc(x);
        case ERFINV: return of::erfinv(x);
        case FLOOR: return of::floor(x);
        case CEIL: return of::ceil(x);
        case TRUNC: return of::trunc(x);
        case ROUND: return of::rint(x);
        case SIGMOID: return sigmoid(x);
        case LOG_SIGMOID: return (x < 0 || isNaN(x) ? x : (V)0) - of::log1p(of::exp(-of::fabs(x)));
        case RELU: return x <= 0 ? (V)0 : x;
        case LEAKY_RELU: return x > 0 ? x : (V)(alpha * x);
        case ELU: return x > 0 ? x : (V)(alpha * of::expm1((V)(x * beta)));
        case SWISH: return x * sigmoid((V)(alpha * x));
        case SWISH_DERIVATIVE: return swishDerivative(alpha, x);
        case GELU_ERF: return x * of::normcdf(x);
        case GELU_ERF_DERIVATIVE: return of::normcdf(x) + x * of::exp((V)-0.5 * x * x) * (V)0.3989422804014327;
        case GELU_TANH: return x * sigmoid(geluArgument(x));
        case GELU_TANH_DERIVATIVE: return (V)geluTanhDerivative(x);
        case SOFTPLUS: return alpha * x > beta ? x : (V)(of::log1p(of::exp((V)(alpha * x))) / alpha);
        case MISH: return x * tanhSoftplus(x);
        case MISH_DERIVATIVE: return mishDerivative(x);
        case CLAMP: return smaller(larger(x, (V)alpha), (V)beta);
        case POWER: return (V)power(x, alpha);
        case LINEAR: return (V)(alpha * x + beta);
        case LOGICAL_NOT: return x == 0;
        case IS_NAN: return isNaN(x);
        case IS_INFINITE: return !isFinite(x) && !isNaN(x);
        default: return isFinite(x); // IS_FINITE
    }
}

// Python's rule, under which a = b floorDivide(a, b) + remainder(a, b).
__device__ inline double floorDivide(double a, double b) {
    if (b == 0) return a / b;
    double rest = fmod(a, b), quotient = (a - rest) / b;
    if (rest != 0 && (rest < 0) != (b < 0)) quotient -= 1;
    if (quotient == 0) return copysign(0.0, a / b);
    double low = floor(quotient);
    return quotient - low > 0.5 ? low + 1 : low;
}

template <class V>
__device__ inline V remainderOf(V a, V b) {
    V rest = of::fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

template <class V>
__device__ __forceinline__ V binary(int op, V a, V b) {
    switch (op) {
        case ADD: return a + b;
        case SUBTRACT: return a - b;
        case MULTIPLY: return a * b;
        case DIVIDE: return a / b;
        case FLOOR_DIVIDE: return (V)floorDivide(a, b);
        case REMAINDER: return remainderOf(a, b);
        case FMOD: return of::fmod(a, b);
        case POWER_OF: return of::pow(a, b);
        case MAXIMUM: return larger(a, b);
        case MINIMUM: return smaller(a, b);
        case ATAN2: return of::atan2(a, b);
        case RELU_BACKWARD: return b > 0 ? a : (V)0;
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
