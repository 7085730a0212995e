package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.UnaryOp;
import java.util.Arrays;

/**
 * The pointwise functions of one argument over doubles. Each is one or more passes over a tile, which stays in the
 * first-level cache; a pass is a loop that becomes vector instructions.
 */
final class UnaryFunctions {
    private static final double LN_2 = Math.log(2);
    /** From here on x^2 + 1 is x^2, and its square root does not overflow yet. */
    private static final double LARGE = 1e150;

    private static final double ULP = Math.ulp(1.0);

    private UnaryFunctions() {}

    /** Whether the function gives doubles for doubles. */
    static boolean has(UnaryOp op) {
        return !op.function().isPredicate() && op.function() != UnaryOp.Function.BITWISE_NOT;
    }

    /** y = op(x); t and u are overwritten, as x may be. */
    static void apply(UnaryOp op, double[] x, double[] y, double[] t, double[] u, int count) {
        double alpha = op.alpha();
        double beta = op.beta();
        switch (op.function()) {
            case NEGATE -> negate(x, y, count);
            case ABS -> abs(x, y, count);
            case SIGN -> sign(x, y, t, u, count);
            case RECIPROCAL -> reciprocal(x, y, count);
            case SQUARE -> square(x, y, count);
            case SQRT -> sqrt(x, y, count);
            case RSQRT -> {
                sqrt(x, y, count);
                reciprocal(y, y, count);
            }
            case FLOOR -> floor(x, y, count);
            case CEIL -> ceil(x, y, count);
            case TRUNC -> truncate(x, y, count);
            case ROUND -> round(x, y, count);
            case CLAMP -> clamp(x, alpha, beta, y, count);
            case LINEAR -> linear(x, alpha, beta, y, count);
            case RELU -> relu(x, y, count);
            case POWER -> power(x, alpha, y, t, count);
            case EXP -> Loops.exp(x, y, count);
            case EXP2 -> {
                Arrays.fill(t, 2);
                Loops.pow(t, x, y, count);
            }
            case EXPM1 -> Loops.expm1(x, y, count);
            case LOG -> Loops.log(x, y, count);
            case LOG2 -> log2(x, y, count);
            case LOG10 -> Loops.log10(x, y, count);
            case LOG1P -> Loops.log1p(x, y, count);
            case SIN -> Loops.sin(x, y, count);
            case COS -> Loops.cos(x, y, count);
            case TAN -> Loops.tan(x, y, count);
            case ASIN -> Loops.asin(x, y, count);
            case ACOS -> Loops.acos(x, y, count);
            case ATAN -> Loops.atan(x, y, count);
            case SINH -> Loops.sinh(x, y, count);
            case COSH -> Loops.cosh(x, y, count);
            case TANH -> Loops.tanh(x, y, count);
            case ASINH -> asinh(x, y, t, count);
            case ACOSH -> acosh(x, y, t, count);
            case ATANH -> atanh(x, y, t, count);
            case ERF -> ErrorFunction.erf(x, y, t, u, count);
            case ERFC -> ErrorFunction.erfc(x, y, t, u, count);
            case ERFINV -> InverseErrorFunction.apply(x, y, t, u, count);
            default -> Activations.apply(op, x, y, t, u, count);
        }
    }

    static void negate(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -x[i];
        }
    }

    static void abs(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.abs(x[i]);
        }
    }

    /** A zero stays as it is, and NaN becomes 0. */
    private static void sign(double[] x, double[] y, double[] t, double[] u, int count) {
        for (int i = 0; i < count; i++) {
            t[i] = Math.abs(x[i]);
            u[i] = Math.copySign(0.0, x[i]);
        }
        Arrays.fill(y, 0);
        Loops.above(t, -1, u, y, u, count); // all but NaN
        Arrays.fill(t, 1);
        Loops.above(x, 0, t, u, u, count);
        negate(x, y, count);
        Arrays.fill(t, -1);
        Loops.above(y, 0, t, u, y, count);
    }

    static void reciprocal(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = 1 / x[i];
        }
    }

    private static void square(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = x[i] * x[i];
        }
    }

    private static void sqrt(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.sqrt(x[i]);
        }
    }

    private static void floor(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.floor(x[i]);
        }
    }

    private static void ceil(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.ceil(x[i]);
        }
    }

    /** Of the magnitude the floor, which is 0 with the sign of x for small ones. */
    private static void truncate(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.copySign(Math.floor(Math.abs(x[i])), x[i]);
        }
    }

    private static void round(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.rint(x[i]);
        }
    }

    private static void clamp(double[] x, double low, double high, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.min(Math.max(x[i], low), high);
        }
    }

    static void linear(double[] x, double factor, double offset, double[] y, int count) {
        linear(x, 0, factor, offset, y, count);
    }

    /** From element {@code from} on. */
    static void linear(double[] x, int from, double factor, double offset, double[] y, int count) {
        for (int i = from; i < from + count; i++) {
            y[i] = factor * x[i] + offset;
        }
    }

    private static void relu(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.max(x[i], 0.0); // of the zeros the positive one
        }
    }

    private static void power(double[] x, double exponent, double[] y, double[] t, int count) {
        if (exponent == 2) {
            square(x, y, count);
        } else if (exponent == 3) {
            cube(x, y, count);
        } else if (exponent == -1) {
            reciprocal(x, y, count);
        } else {
            Arrays.fill(t, exponent);
            BinaryFunctions.power(x, t, y, count);
        }
    }

    private static void cube(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = x[i] * x[i] * x[i];
        }
    }

    /** ln(x) / ln 2, which is off by a few units in the last place; so near to a whole number it is that. */
    private static void log2(double[] x, double[] y, int count) {
        Loops.log(x, y, count);
        for (int i = 0; i < count; i++) {
            double logarithm = y[i] * (1 / LN_2);
            double whole = Math.rint(logarithm);
            y[i] = Math.abs(logarithm - whole) <= 2 * ULP * Math.abs(whole) ? whole : logarithm;
        }
    }

    private static void asinh(double[] x, double[] y, double[] t, int count) {
        for (int i = 0; i < count; i++) {
            double square = x[i] * x[i];
            t[i] = Math.abs(x[i]) + square / (1 + Math.sqrt(square + 1));
        }
        Loops.log1p(t, t, count);
        for (int i = 0; i < count; i++) {
            double magnitude = Math.abs(x[i]);
            y[i] = Math.copySign(magnitude > LARGE ? Math.log(magnitude) + LN_2 : t[i], x[i]);
        }
    }

    private static void acosh(double[] x, double[] y, double[] t, int count) {
        for (int i = 0; i < count; i++) {
            double above = x[i] - 1;
            t[i] = above + Math.sqrt(above * (x[i] + 1));
        }
        Loops.log1p(t, t, count);
        for (int i = 0; i < count; i++) {
            y[i] = x[i] < 1 ? Double.NaN : x[i] > LARGE ? Math.log(x[i]) + LN_2 : t[i];
        }
    }

    /** ln((1 + x) / (1 - x)) / 2, of the magnitude, where one logarithm does. */
    private static void atanh(double[] x, double[] y, double[] t, int count) {
        for (int i = 0; i < count; i++) {
            double magnitude = Math.abs(x[i]);
            t[i] = 2 * magnitude / (1 - magnitude);
        }
        Loops.log1p(t, t, count);
        for (int i = 0; i < count; i++) {
            y[i] = Math.copySign(0.5 * t[i], x[i]);
        }
    }
}
