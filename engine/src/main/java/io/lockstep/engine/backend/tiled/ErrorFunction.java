package io.lockstep.engine.backend.tiled;

/**
 * erf, erfc and the normal distribution over doubles, to the last few bits.
 *
 * <p>For z of 0 or more (1 + 2 z) e^(z^2) erfc(z) is a smooth function of s = (z - 4) / (z + 4) (Shepherd and Laframboise,
 * "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x", 1981), here a polynomial of degree 22 that is right to 1.4e-17 of
 * its value up to z = 28, beyond which erfc is 0. Near 0, where 1 - erfc would lose bits, erf(x) / x is one of degree 12 in
 * x^2. Both were interpolated at Chebyshev's points in 50 digits.
 */
final class ErrorFunction {
    /** erfc underflows before. */
    private static final double ZERO = 28;
    /** 2^27 + 1, which cuts a double into two halves (Dekker 1971). */
    private static final double HALVES = 134217729;

    private static final double SQRT_HALF = Math.sqrt(0.5);

    private static final double[] TAIL = {
        1.2329951186255526,
        -0.1396211168405629,
        0.01537965210262074,
        0.06809705425473732,
        -0.10103906603635213,
        0.09373283499679412,
        -0.06633036581152939,
        0.03716751556249286,
        -0.016197734059115006,
        0.005031969755895426,
        -0.00075777334141333,
        -0.00019925550755614952,
        0.000150622243948303,
        -2.4403169244974074e-05,
        -1.1224789135154701e-05,
        5.7178872846321855e-06,
        3.0135049944875397e-07,
        -8.351619688696847e-07,
        6.270727157198311e-08,
        1.1534943745754157e-07,
        -7.71541861441783e-09,
        -1.3670989863347383e-08,
        -1.8206098680308682e-09
    };
    private static final double[] CORE = {
        1.1283791670955126,
        -0.3761263890318375,
        0.11283791670954879,
        -0.026866170645076792,
        0.0052239776248180145,
        -0.000854832698083379,
        0.0001205533111164271,
        -1.4925595266831182e-05,
        1.6461000484121368e-06,
        -1.6350312701054695e-07,
        1.4659775274047436e-08,
        -1.1372848856791674e-09,
        5.957176147748911e-11
    };

    private ErrorFunction() {}

    static void erfc(double[] x, double[] y, double[] t, double[] u, int count) {
        tail(x, t, y, u, count);
        for (int i = 0; i < count; i++) {
            u[i] = 2 - t[i];
        }
        UnaryFunctions.negate(x, y, count);
        Loops.above(y, 0, u, t, y, count);
    }

    static void erf(double[] x, double[] y, double[] t, double[] u, int count) {
        tail(x, t, y, u, count);
        for (int i = 0; i < count; i++) {
            t[i] = Math.copySign(1 - t[i], x[i]);
            y[i] = x[i] * x[i];
        }
        Loops.polynomial(CORE, y, u, count);
        for (int i = 0; i < count; i++) {
            u[i] *= x[i];
        }
        Loops.above(y, 1, t, u, y, count);
    }

    /** y = Phi(x) = erfc(-x / sqrt(2)) / 2. */
    static void normalDistribution(double[] x, double[] y, double[] t, double[] u, int count) {
        for (int i = 0; i < count; i++) {
            u[i] = -x[i] * SQRT_HALF;
        }
        tail(u, t, y, u, count);
        for (int i = 0; i < count; i++) {
            t[i] *= 0.5;
            u[i] = 1 - t[i];
        }
        Loops.above(x, 0, u, t, y, count);
    }

    /** t = erfc(|x|); y and u are overwritten, and u may be x. */
    private static void tail(double[] x, double[] t, double[] y, double[] u, int count) {
        for (int i = 0; i < count; i++) {
            double z = Math.min(Math.abs(x[i]), ZERO);
            u[i] = z;
            y[i] = (z - 4) / (z + 4);
        }
        Loops.polynomial(TAIL, y, t, count);
        for (int i = 0; i < count; i++) {
            y[i] = -(u[i] * u[i]);
        }
        Loops.exp(y, y, count);
        for (int i = 0; i < count; i++) {
            double z = u[i];
            // What was lost when z^2 was rounded.
            double split = HALVES * z;
            double high = split - (split - z);
            double low = z - high;
            double lost = ((high * high - z * z) + 2 * high * low) + low * low;
            t[i] = t[i] / (1 + 2 * z) * (y[i] - y[i] * lost);
        }
    }
}
