package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/**
 * Rotates, shifts, scales and shears the image about its centre at random, as torchvision's {@code RandomAffine}. Start
 * from {@link #of} and add what is wanted: {@code RandomAffine.of(15).translate(0.1, 0.1).scale(0.9, 1.1).shear(5)}.
 *
 * @param degrees of rotation, clockwise
 * @param translateX largest shift to either side, as a share of the width; shifts are whole pixels
 * @param translateY largest shift up or down, as a share of the height
 * @param scale factor of size
 * @param shearX degrees of shear along x
 * @param shearY degrees of shear along y
 * @param fill value of what comes from outside, 0 to 255 for bytes and in general 0 to 1 for floats
 */
public record RandomAffine(
        Range degrees,
        double translateX,
        double translateY,
        Range scale,
        Range shearX,
        Range shearY,
        Interpolation interpolation,
        float fill)
        implements RasterTransform {
    private static final Range NO_SHEAR = new Range(0, 0);

    /** Throws IllegalArgumentException if a share is not in [0, 1] or a scale not above 0. */
    public RandomAffine {
        if (!(translateX >= 0 && translateX <= 1 && translateY >= 0 && translateY <= 1)) {
            throw new IllegalArgumentException(
                    "RandomAffine expects shares of width and height in [0, 1] to translate by," + " but got "
                            + translateX + " and " + translateY);
        }
        scale.require(scale.low() > 0, "the scale of RandomAffine", "above 0");
    }

    /** Rotation from {@code -degrees} to {@code degrees} alone, nearest pixel, black. */
    public static RandomAffine of(double degrees) {
        Range rotation = new Range(-degrees, degrees);
        return new RandomAffine(rotation, 0, 0, new Range(1, 1), NO_SHEAR, NO_SHEAR, Interpolation.NEAREST, 0);
    }

    public RandomAffine translate(double x, double y) {
        return new RandomAffine(degrees, x, y, scale, shearX, shearY, interpolation, fill);
    }

    public RandomAffine scale(double low, double high) {
        return new RandomAffine(
                degrees, translateX, translateY, new Range(low, high), shearX, shearY, interpolation, fill);
    }

    /** Shear along x from {@code -degrees} to {@code degrees}, and none along y. */
    public RandomAffine shear(double degrees) {
        return shear(new Range(-degrees, degrees), NO_SHEAR);
    }

    public RandomAffine shear(Range alongX, Range alongY) {
        return new RandomAffine(degrees, translateX, translateY, scale, alongX, alongY, interpolation, fill);
    }

    public RandomAffine interpolation(Interpolation interpolation) {
        return new RandomAffine(degrees, translateX, translateY, scale, shearX, shearY, interpolation, fill);
    }

    public RandomAffine fill(double fill) {
        return new RandomAffine(degrees, translateX, translateY, scale, shearX, shearY, interpolation, (float) fill);
    }

    @Override
    public void change(Raster image, RandomStream random) {
        double angle = degrees.draw(random);
        double largestX = translateX * image.width();
        double largestY = translateY * image.height();
        double shiftX = Math.rint(new Range(-largestX, largestX).draw(random));
        double shiftY = Math.rint(new Range(-largestY, largestY).draw(random));
        double factor = scale.draw(random);
        double slantX = shearX.draw(random);
        double slantY = shearY.draw(random);
        Affine.inverse(angle, shiftX, shiftY, factor, slantX, slantY, 0, 0).apply(image, interpolation, false, fill);
    }
}
