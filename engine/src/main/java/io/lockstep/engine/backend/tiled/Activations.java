package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.UnaryOp;

/** The functions between layers and their derivatives, over doubles; x is kept. */
final class Activations {
    /** Factor of the argument of tanh in the approximate GELU (Hendrycks and Gimpel 2016). */
    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

    private static final double CUBIC = 0.044715;
    private static final double NORMAL_DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);
    /** Where mish takes x for ln(1 + e^x). */
    private static final double SOFTPLUS_IS_LINEAR = 20;

    private Activations() {}

    static void apply(UnaryOp op, double[] x, double[] y, double[] t, double[] u, int count) {
        double alpha = op.alpha();
        double beta = op.beta();
        switch (op.function()) {
            case SIGMOID -> sigmoid(x, 1, y, count);
            case LOG_SIGMOID -> logSigmoid(x, y, t, count);
            case LEAKY_RELU -> {
                UnaryFunctions.linear(x, alpha, -0.0, t, count);
                Loops.above(x, 0, x, t, y, count);
            }
            case ELU -> elu(x, alpha, beta, y, t, count);
            case SWISH -> {
                sigmoid(x, alpha, t, count);
                multiply(x, t, y, count);
            }
            case SWISH_DERIVATIVE -> swishDerivative(x, alpha, y, t, count);
            case GELU_ERF -> {
                ErrorFunction.normalDistribution(x, y, t, u, count);
                multiply(x, y, y, count);
            }
            case GELU_ERF_DERIVATIVE -> geluDerivative(x, y, t, u, count);
            case GELU_TANH -> geluTanh(x, y, t, count);
            case GELU_TANH_DERIVATIVE -> geluTanhDerivative(x, y, t, count);
            case SOFTPLUS -> softplus(x, alpha, beta, y, t, count);
            case MISH -> {
                softplus(x, 1, SOFTPLUS_IS_LINEAR, t, u, count);
                Loops.tanh(t, t, count);
                multiply(x, t, y, count);
            }
            case MISH_DERIVATIVE -> mishDerivative(x, y, t, u, count);
            default -> throw new IllegalArgumentException(op + " has no loop over doubles");
        }
    }

    private static void multiply(double[] a, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] * b[i];
        }
    }

    /** y = sigmoid(factor x). */
    private static void sigmoid(double[] x, double factor, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -(factor * x[i]);
        }
        Loops.exp(y, y, count);
        for (int i = 0; i < count; i++) {
            y[i] = 1 / (1 + y[i]);
        }
    }

    private static void logSigmoid(double[] x, double[] y, double[] t, int count) {
        for (int i = 0; i < count; i++) {
            t[i] = -Math.abs(x[i]);
        }
        Loops.exp(t, t, count);
        Loops.log1p(t, t, count);
        for (int i = 0; i < count; i++) {
            y[i] = Math.min(x[i], 0) - t[i];
        }
    }

    private static void elu(double[] x, double alpha, double beta, double[] y, double[] t, int count) {
        UnaryFunctions.linear(x, beta, -0.0, t, count);
        Loops.expm1(t, t, count);
        UnaryFunctions.linear(t, alpha, -0.0, t, count);
        Loops.above(x, 0, x, t, y, count);
    }

    private static void swishDerivative(double[] x, double alpha, double[] y, double[] t, int count) {
        sigmoid(x, alpha, t, count);
        for (int i = 0; i < count; i++) {
            double s = t[i];
            y[i] = s * (1 + alpha * x[i] * (1 - s));
        }
    }

    private static void geluDerivative(double[] x, double[] y, double[] t, double[] u, int count) {
        ErrorFunction.normalDistribution(x, y, t, u, count);
        for (int i = 0; i < count; i++) {
            t[i] = -0.5 * x[i] * x[i];
        }
        Loops.exp(t, t, count);
        for (int i = 0; i < count; i++) {
            y[i] += x[i] * t[i] * NORMAL_DENSITY_AT_0;
        }
    }

    private static void geluTanh(double[] x, double[] y, double[] t, int count) {
        tanhOfGelu(x, t, count);
        for (int i = 0; i < count; i++) {
            y[i] = 0.5 * x[i] * (1 + t[i]);
        }
    }

    private static void tanhOfGelu(double[] x, double[] t, int count) {
        for (int i = 0; i < count; i++) {
            t[i] = SQRT_2_OVER_PI * (x[i] + CUBIC * x[i] * x[i] * x[i]);
        }
        Loops.tanh(t, t, count);
    }

    private static void geluTanhDerivative(double[] x, double[] y, double[] t, int count) {
        tanhOfGelu(x, t, count);
        for (int i = 0; i < count; i++) {
            double slope = SQRT_2_OVER_PI * (1 + 3 * CUBIC * x[i] * x[i]);
            y[i] = 0.5 * (1 + t[i]) + 0.5 * x[i] * (1 - t[i] * t[i]) * slope;
        }
    }

    /** y = ln(1 + e^(alpha x)) / alpha, and x where alpha x is above beta. */
    private static void softplus(double[] x, double alpha, double beta, double[] y, double[] t, int count) {
        UnaryFunctions.linear(x, alpha, -0.0, t, count);
        Loops.exp(t, y, count);
        Loops.log1p(y, y, count);
        for (int i = 0; i < count; i++) {
            y[i] /= alpha;
        }
        Loops.above(t, beta, x, y, y, count);
    }

    private static void mishDerivative(double[] x, double[] y, double[] t, double[] u, int count) {
        softplus(x, 1, SOFTPLUS_IS_LINEAR, t, u, count);
        Loops.tanh(t, t, count);
        sigmoid(x, 1, u, count);
        for (int i = 0; i < count; i++) {
            y[i] = t[i] + x[i] * u[i] * (1 - t[i] * t[i]);
        }
    }
}
