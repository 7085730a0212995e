package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/**
 * Rotates the image about its centre by a random angle, counter-clockwise, as torchvision's {@code RandomRotation}. What
 * comes from outside is black, or the fill.
 */
public final class RandomRotation implements RasterTransform {
    private final Range degrees;
    private final Interpolation interpolation;
    private final boolean expand;
    private final float fill;

    /** From {@code -degrees} to {@code degrees}, nearest pixel, same size, black. */
    public RandomRotation(double degrees) {
        this(-degrees, degrees);
    }

    /** Nearest pixel, same size, black. */
    public RandomRotation(double low, double high) {
        this(new Range(low, high), Interpolation.NEAREST, false, 0);
    }

    /**
     * @param expand whether the result is as large as the whole rotated image
     * @param fill value of what comes from outside, 0 to 255 for bytes and in general 0 to 1 for floats
     */
    public RandomRotation(Range degrees, Interpolation interpolation, boolean expand, double fill) {
        this.degrees = degrees;
        this.interpolation = interpolation;
        this.expand = expand;
        this.fill = (float) fill;
    }

    @Override
    public void change(Raster image, RandomStream random) {
        rotate(image, degrees.draw(random), interpolation, expand, fill);
    }

    static void rotate(Raster image, double degrees, Interpolation interpolation, boolean expand, float fill) {
        Affine.inverse(-degrees, 0, 0, 1, 0, 0, 0, 0).apply(image, interpolation, expand, fill);
    }
}
