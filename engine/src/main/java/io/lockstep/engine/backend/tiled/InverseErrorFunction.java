package io.lockstep.engine.backend.tiled;

import org.apache.commons.numbers.gamma.InverseErf;

/**
 * The inverse of erf over doubles: x times a polynomial in w = -ln(1 - x^2) (Giles, "Approximating the erfinv function",
 * 2012), where w is below 6.25; the few elements beyond, and those where erf has no inverse, one by one.
 */
final class InverseErrorFunction {
    private static final double LARGEST = 6.25;
    private static final double CENTER = 3.125;

    /** In w - 3.125. */
    private static final double[] CORE = {
        1.6536545626831027,
        0.24015818242558962,
        -0.006033670871430149,
        -0.000740702534166267,
        0.00018673420803405714,
        -1.3882523362786469e-05,
        -1.3654692000834679e-06,
        4.2347877827932404e-07,
        -2.9070369957882005e-08,
        -4.112633980346984e-09,
        1.0512122733215323e-09,
        -5.415412054294628e-11,
        -1.2975133253453532e-11,
        2.6335093153082323e-12,
        -8.151934197605472e-14,
        -4.054566272975207e-14,
        6.637638134358324e-15,
        2.0972767875968562e-17,
        -1.333171662854621e-16,
        1.1157877678025181e-17,
        1.28584807152564e-18,
        -1.6850591381820166e-19,
        -3.64441206401782e-21
    };

    private InverseErrorFunction() {}

    /** y = erfinv(x); t and u are overwritten. */
    static void apply(double[] x, double[] y, double[] t, double[] u, int count) {
        for (int i = 0; i < count; i++) {
            t[i] = (1 - x[i]) * (1 + x[i]);
        }
        Loops.log(t, t, count);
        for (int i = 0; i < count; i++) {
            u[i] = -t[i] - CENTER;
        }
        Loops.polynomial(CORE, u, y, count);
        for (int i = 0; i < count; i++) {
            y[i] *= x[i];
        }
        for (int i = 0; i < count; i++) {
            if (!(u[i] < LARGEST - CENTER)) {
                y[i] = InverseErf.value(x[i]);
            }
        }
    }
}
