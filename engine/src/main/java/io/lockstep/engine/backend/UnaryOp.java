package io.lockstep.engine.backend;

/**
 * A pointwise function of one argument, some with one or two parameters. At the edges (NaN, infinities, signed zeros) all
 * are defined as PyTorch's function of that name.
 *
 * @param alpha first parameter, 0 if the function has none
 * @param beta second parameter, 0 if the function has none
 */
public record UnaryOp(Function function, double alpha, double beta) {
    public static final UnaryOp NEGATE = of(Function.NEGATE);
    public static final UnaryOp EXP = of(Function.EXP);
    public static final UnaryOp LOG = of(Function.LOG);
    public static final UnaryOp RELU = of(Function.RELU);

    /** Which function it is. What gives a truth value writes to an array of bool, all others to one of the argument's type. */
    public enum Function {
        NEGATE,
        ABS,
        SIGN,
        RECIPROCAL,
        SQUARE,
        SQRT,
        RSQRT,
        EXP,
        EXP2,
        EXPM1,
        LOG,
        LOG2,
        LOG10,
        LOG1P,
        SIN,
        COS,
        TAN,
        ASIN,
        ACOS,
        ATAN,
        SINH,
        COSH,
        TANH,
        ASINH,
        ACOSH,
        ATANH,
        ERF,
        ERFC,
        /** Inverse of erf, infinite at -1 and 1. */
        ERFINV,
        FLOOR,
        CEIL,
        TRUNC,
        /** To the nearest whole number, of two the even one. */
        ROUND,
        /** 1 / (1 + e^-x). */
        SIGMOID,
        /** ln sigmoid(x), without overflow. */
        LOG_SIGMOID,
        /** max(x, 0); NaN stays NaN. */
        RELU,
        /** x above 0, else alpha x. */
        LEAKY_RELU,
        /** x above 0, else alpha (e^(x beta) - 1). */
        ELU,
        /** x sigmoid(alpha x). */
        SWISH,
        /** d/dx of SWISH. */
        SWISH_DERIVATIVE,
        /** x Phi(x), with the distribution function Phi of the normal distribution. */
        GELU_ERF,
        /** d/dx of GELU_ERF. */
        GELU_ERF_DERIVATIVE,
        /** GELU_ERF with tanh(sqrt(2 / pi) (x + 0.044715 x^3)) in the place of erf. */
        GELU_TANH,
        /** d/dx of GELU_TANH. */
        GELU_TANH_DERIVATIVE,
        /** ln(1 + e^(alpha x)) / alpha, and x where alpha x is above beta. */
        SOFTPLUS,
        /** x tanh(ln(1 + e^x)). */
        MISH,
        /** d/dx of MISH. */
        MISH_DERIVATIVE,
        /** min(max(x, alpha), beta); NaN stays NaN, and a NaN bound gives NaN. */
        CLAMP,
        /** x^alpha. */
        POWER,
        /** alpha x + beta. */
        LINEAR,
        /** Bits inverted; of bool the opposite. */
        BITWISE_NOT,
        /** Truth value: x is 0. */
        LOGICAL_NOT,
        /** Truth value. */
        IS_NAN,
        /** Truth value. */
        IS_INFINITE,
        /** Truth value: neither infinite nor NaN. */
        IS_FINITE;

        /** Whether results are truth values. */
        public boolean isPredicate() {
            return compareTo(LOGICAL_NOT) >= 0;
        }
    }

    /** A function without parameters. */
    public static UnaryOp of(Function function) {
        return new UnaryOp(function, 0, 0);
    }

    /** A function with one parameter. */
    public static UnaryOp of(Function function, double alpha) {
        return new UnaryOp(function, alpha, 0);
    }
}
