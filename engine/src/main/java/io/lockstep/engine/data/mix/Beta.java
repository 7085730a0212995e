package io.lockstep.engine.data.mix;

import io.lockstep.engine.random.RandomStream;

/** Numbers of the distribution Beta(alpha, alpha). */
final class Beta {
    private Beta() {}

    /** X / (X + Y) of two numbers of Gamma(alpha). */
    static double draw(double alpha, RandomStream random) {
        double x = logarithmOfGamma(alpha, random);
        double y = logarithmOfGamma(alpha, random);
        // In logarithms, since both may underflow for a small alpha.
        return 1 / (1 + StrictMath.exp(y - x));
    }

    /**
     * Marsaglia and Tsang, "A simple method for generating gamma variables", 2000; below 1 a number of Gamma(alpha + 1)
     * times u^(1 / alpha).
     */
    private static double logarithmOfGamma(double alpha, RandomStream random) {
        if (alpha < 1) {
            return logarithmOfGamma(alpha + 1, random) + StrictMath.log(1 - random.nextDouble()) / alpha;
        }
        double d = alpha - 1 / 3.0;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = random.nextNormal();
            double root = 1 + c * normal;
            double v = root * root * root;
            double uniform = 1 - random.nextDouble();
            if (v > 0 && StrictMath.log(uniform) < normal * normal / 2 + d - d * v + d * StrictMath.log(v)) {
                return StrictMath.log(d * v);
            }
        }
    }

    static void requireAlpha(String name, double alpha) {
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException(name + " expects an alpha above 0, but got " + alpha);
        }
    }
}
