package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.BinaryOp;
import io.lockstep.engine.backend.UnaryOp;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErf;

/** The pointwise functions in double precision; a truth value is 1 or 0. */
final class FloatingFunctions {
    private static final double LN_2 = Math.log(2);
    private static final double SQRT_HALF = Math.sqrt(0.5);
    /** Factor of the argument of tanh in the approximate GELU (Hendrycks and Gimpel 2016). */
    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

    private static final double CUBIC = 0.044715;

    private FloatingFunctions() {}

    static double apply(UnaryOp op, double x) {
        double alpha = op.alpha();
        double beta = op.beta();
        return switch (op.function()) {
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Double.isNaN(x) ? 0 : Math.signum(x);
            case RECIPROCAL -> 1 / x;
            case SQUARE -> x * x;
            case SQRT -> Math.sqrt(x);
            case RSQRT -> 1 / Math.sqrt(x);
            case EXP -> Math.exp(x);
            case EXP2 -> Math.pow(2, x);
            case EXPM1 -> Math.expm1(x);
            case LOG -> Math.log(x);
            case LOG2 -> log2(x);
            case LOG10 -> Math.log10(x);
            case LOG1P -> Math.log1p(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TAN -> Math.tan(x);
            case ASIN -> Math.asin(x);
            case ACOS -> Math.acos(x);
            case ATAN -> Math.atan(x);
            case SINH -> Math.sinh(x);
            case COSH -> Math.cosh(x);
            case TANH -> Math.tanh(x);
            case ASINH -> asinh(x);
            case ACOSH -> acosh(x);
            case ATANH -> 0.5 * (Math.log1p(x) - Math.log1p(-x));
            case ERF -> Erf.value(x);
            case ERFC -> Erfc.value(x);
            case ERFINV -> InverseErf.value(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case ROUND -> Math.rint(x);
            case SIGMOID -> sigmoid(x);
            case LOG_SIGMOID -> Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
            case RELU -> x <= 0 ? 0 : x;
            case LEAKY_RELU -> x > 0 ? x : alpha * x;
            case ELU -> x > 0 ? x : alpha * Math.expm1(x * beta);
            case SWISH -> x * sigmoid(alpha * x);
            case SWISH_DERIVATIVE -> swishDerivative(alpha, x);
            case GELU_ERF -> x * normalDistribution(x);
            case GELU_ERF_DERIVATIVE -> normalDistribution(x) + x * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(SQRT_2_OVER_PI * (x + CUBIC * x * x * x)));
            case GELU_TANH_DERIVATIVE -> geluTanhDerivative(x);
            case SOFTPLUS -> alpha * x > beta ? x : Math.log1p(Math.exp(alpha * x)) / alpha;
            case MISH -> x * Math.tanh(softplus(x));
            case MISH_DERIVATIVE -> mishDerivative(x);
            case CLAMP -> Math.min(Math.max(x, alpha), beta);
            case POWER -> power(x, alpha);
            case LINEAR -> alpha * x + beta;
            case LOGICAL_NOT -> truth(x == 0);
            case IS_NAN -> truth(Double.isNaN(x));
            case IS_INFINITE -> truth(Double.isInfinite(x));
            case IS_FINITE -> truth(Double.isFinite(x));
            case BITWISE_NOT -> throw noBits(op.function());
        };
    }

    static double apply(BinaryOp op, double a, double b) {
        return switch (op) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case FLOOR_DIVIDE -> floorDivide(a, b);
            case REMAINDER -> remainder(a, b);
            case FMOD -> a % b;
            case POWER -> power(a, b);
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case ATAN2 -> Math.atan2(a, b);
            case RELU_BACKWARD -> b > 0 ? a : 0;
            case EQUAL -> truth(a == b);
            case NOT_EQUAL -> truth(a != b);
            case LESS -> truth(a < b);
            case LESS_EQUAL -> truth(a <= b);
            case GREATER -> truth(a > b);
            case GREATER_EQUAL -> truth(a >= b);
            case LOGICAL_AND -> truth(a != 0 && b != 0);
            case LOGICAL_OR -> truth(a != 0 || b != 0);
            case LOGICAL_XOR -> truth((a != 0) != (b != 0));
            case BITWISE_AND, BITWISE_OR, BITWISE_XOR, LEFT_SHIFT, RIGHT_SHIFT -> throw noBits(op);
        };
    }

    private static IllegalArgumentException noBits(Enum<?> op) {
        return new IllegalArgumentException(op + " works on the bits of integers, not on floating numbers");
    }

    private static double truth(boolean value) {
        return value ? 1 : 0;
    }

    /** Exact for powers of two. */
    private static double log2(double x) {
        if (x > 0 && x <= Double.MAX_VALUE) {
            // The fraction lies around 1: of one just below 2 the logarithm would not keep the bits of a sum near 0.
            int exponent = Math.getExponent(x / SQRT_HALF);
            double fraction = x / Math.scalb(1.0, exponent);
            return exponent + Math.log(fraction) / LN_2;
        }
        return Math.log(x);
    }

    private static double asinh(double x) {
        double magnitude = Math.abs(x);
        double result = magnitude > 1e150
                ? Math.log(magnitude) + LN_2
                : Math.log1p(magnitude + magnitude * magnitude / (1 + Math.sqrt(magnitude * magnitude + 1)));
        return Math.copySign(result, x);
    }

    private static double acosh(double x) {
        if (x < 1) {
            return Double.NaN;
        }
        double above = x - 1;
        return x > 1e150 ? Math.log(x) + LN_2 : Math.log1p(above + Math.sqrt(above * (x + 1)));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double swishDerivative(double alpha, double x) {
        double s = sigmoid(alpha * x);
        return s * (1 + alpha * x * (1 - s));
    }

    private static double normalDistribution(double x) {
        return 0.5 * Erfc.value(-x * SQRT_HALF);
    }

    private static double geluTanhDerivative(double x) {
        double t = Math.tanh(SQRT_2_OVER_PI * (x + CUBIC * x * x * x));
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * SQRT_2_OVER_PI * (1 + 3 * CUBIC * x * x);
    }

    private static double softplus(double x) {
        return x > 20 ? x : Math.log1p(Math.exp(x));
    }

    private static double mishDerivative(double x) {
        double t = Math.tanh(softplus(x));
        return t + x * sigmoid(x) * (1 - t * t);
    }

    /** As C has it: 1 to any power and anything to the power of 0 are 1, of NaN too. */
    private static double power(double x, double exponent) {
        return x == 1 || (x == -1 && Double.isInfinite(exponent)) ? 1 : Math.pow(x, exponent);
    }

    private static double remainder(double a, double b) {
        double rest = a % b;
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    }

    /** Python's rule, under which a = b floorDivide(a, b) + remainder(a, b). */
    private static double floorDivide(double a, double b) {
        if (b == 0) {
            return a / b;
        }
        double rest = a % b;
        double quotient = (a - rest) / b;
        if (rest != 0 && (rest < 0) != (b < 0)) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }
}
