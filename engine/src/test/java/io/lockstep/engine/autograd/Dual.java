package io.lockstep.engine.autograd;

/**
 * A number with its derivatives by two others, which arithmetic carries along (forward-mode differentiation).
 *
 * @param atKink whether the input of a relu was so close to 0 that rounding decides on its side
 */
record Dual(double value, double byFirst, double bySecond, boolean atKink) {
    private static final double CLOSE = 1e-4;

    Dual add(Dual other) {
        return new Dual(
                value + other.value, byFirst + other.byFirst, bySecond + other.bySecond, atKink || other.atKink);
    }

    Dual multiply(Dual other) {
        return new Dual(
                value * other.value,
                byFirst * other.value + value * other.byFirst,
                bySecond * other.value + value * other.bySecond,
                atKink || other.atKink);
    }

    Dual multiply(double factor) {
        return new Dual(factor * value, factor * byFirst, factor * bySecond, atKink);
    }

    Dual relu() {
        double slope = value > 0 ? 1 : 0;
        boolean close = value != 0 && Math.abs(value) < CLOSE;
        return new Dual(slope * value, slope * byFirst, slope * bySecond, atKink || close);
    }
}
