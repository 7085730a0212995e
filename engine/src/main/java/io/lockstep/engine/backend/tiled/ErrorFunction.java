package io.lockstep.engine.backend.tiled;

/**
 * erf, erfc and the normal distribution over doubles, to the last few bits.
 *
 * <p>For z of 0 or more (1 + 2 z) e^(z^2) erfc(z) is a smooth function of t = (z - 4) / (z + 4) (Shepherd and Laframboise,
 * "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x", 1981), here a polynomial of degree 22 that is right to 1.4e-17 of
 * its value up to z = 28, beyond which erfc is 0. Near 0, where 1 - erfc would lose bits, erf(x) / x is one of degree 12 in
 * x^2. Both were interpolated at Chebyshev's points in 50 digits.
 */
final class ErrorFunction {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    /** erfc underflows before. */
    private static final double ZERO = 28;

    private ErrorFunction() {}

    static void erfc(double[] x, double[] y, double[] t, double[] u, int count) {
        tail(x, t, u, count);
        for (int i = 0; i < count; i++) {
            u[i] = 2 - t[i];
        }
        UnaryFunctions.negate(x, y, count);
        Loops.above(y, 0, u, t, y, count);
    }

    static void erf(double[] x, double[] y, double[] t, double[] u, int count) {
        tail(x, t, u, count);
        for (int i = 0; i < count; i++) {
            t[i] = Math.copySign(1 - t[i], x[i]);
        }
        core(x, u, count);
        UnaryFunctions.abs(x, y, count);
        Loops.above(y, 1, t, u, y, count);
    }

    /** y = Phi(x) = erfc(-x / sqrt(2)) / 2. */
    static void normalDistribution(double[] x, double[] y, double[] t, double[] u, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = -x[i] * SQRT_HALF;
        }
        tail(y, t, u, count);
        for (int i = 0; i < count; i++) {
            t[i] *= 0.5;
            u[i] = 1 - t[i];
        }
        Loops.above(x, 0, u, t, y, count);
    }

    /** t = erfc(|x|); u is overwritten. */
    private static void tail(double[] x, double[] t, double[] u, int count) {
        for (int i = 0; i < count; i++) {
            double z = Math.min(Math.abs(x[i]), ZERO);
            u[i] = -(z * z);
        }
        Loops.exp(u, u, count);
        for (int i = 0; i < count; i++) {
            double z = Math.min(Math.abs(x[i]), ZERO);
            double s = (z - 4) / (z + 4);
            double p = -1.8206098680308682e-09;
            p = p * s - 1.3670989863347383e-08;
            p = p * s - 7.71541861441783e-09;
            p = p * s + 1.1534943745754157e-07;
            p = p * s + 6.270727157198311e-08;
            p = p * s - 8.351619688696847e-07;
            p = p * s + 3.0135049944875397e-07;
            p = p * s + 5.7178872846321855e-06;
            p = p * s - 1.1224789135154701e-05;
            p = p * s - 2.4403169244974074e-05;
            p = p * s + 0.000150622243948303;
            p = p * s - 0.00019925550755614952;
            p = p * s - 0.00075777334141333;
            p = p * s + 0.005031969755895426;
            p = p * s - 0.016197734059115006;
            p = p * s + 0.03716751556249286;
            p = p * s - 0.06633036581152939;
            p = p * s + 0.09373283499679412;
            p = p * s - 0.10103906603635213;
            p = p * s + 0.06809705425473732;
            p = p * s + 0.01537965210262074;
            p = p * s - 0.1396211168405629;
            p = p * s + 1.2329951186255526;
            // e^-(z^2) of what was lost when z^2 was rounded: z = high + low, high^2 exact
            double split = 134217729.0 * z;
            double high = split - (split - z);
            double low = z - high;
            double square = z * z;
            double lost = ((high * high - square) + 2 * high * low) + low * low;
            t[i] = p / (1 + 2 * z) * (u[i] - u[i] * lost);
        }
    }

    /** y = erf(x) for |x| up to 1. */
    private static void core(double[] x, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            double square = x[i] * x[i];
            double p = 5.957176147748911e-11;
            p = p * square - 1.1372848856791674e-09;
            p = p * square + 1.4659775274047436e-08;
            p = p * square - 1.6350312701054695e-07;
            p = p * square + 1.6461000484121368e-06;
            p = p * square - 1.4925595266831182e-05;
            p = p * square + 0.0001205533111164271;
            p = p * square - 0.000854832698083379;
            p = p * square + 0.0052239776248180145;
            p = p * square - 0.026866170645076792;
            p = p * square + 0.11283791670954879;
            p = p * square - 0.3761263890318375;
            p = p * square + 1.1283791670955126;
            y[i] = x[i] * p;
        }
    }
}
