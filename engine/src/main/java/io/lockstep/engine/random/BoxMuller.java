package io.lockstep.engine.random;

/**
 * Two standard normal numbers from two uniform ones (Box and Muller 1958): r cos(a) and r sin(a) with r = sqrt(-2 ln u)
 * and a = 2 pi v. StrictMath, because Math's logarithm and sines may differ by machine.
 */
final class BoxMuller {
    private BoxMuller() {}

    /** @param u uniform in [0, 1); 1 - u keeps the logarithm finite */
    static double radius(double u) {
        return Math.sqrt(-2 * StrictMath.log(1 - u));
    }

    /** @param v uniform in [0, 1) */
    static double angle(double v) {
        return 2 * Math.PI * v;
    }
}
