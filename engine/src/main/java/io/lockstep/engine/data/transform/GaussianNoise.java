package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/**
 * Adds normal noise of this mean and deviation to each element, as torchvision's {@code v2.GaussianNoise}. Both are in
 * units of white, so 0.1 is 25.5 levels of an image of bytes. Bytes are always clipped to 0 to 255.
 */
public final class GaussianNoise implements RasterTransform {
    private final double mean;
    private final double sigma;
    private final boolean clip;

    /** Clips to 0 to 1. */
    public GaussianNoise(double mean, double sigma) {
        this(mean, sigma, true);
    }

    /**
     * @param clip whether floats are clipped to 0 to 1; not if they are normalised
     * @throws IllegalArgumentException if {@code sigma} is negative or either is not finite
     */
    public GaussianNoise(double mean, double sigma, boolean clip) {
        if (!(sigma >= 0) || Double.isInfinite(sigma) || !Double.isFinite(mean)) {
            throw new IllegalArgumentException(
                    "GaussianNoise expects a finite mean and a sigma of 0 or more, but got " + mean + " and " + sigma);
        }
        this.mean = mean;
        this.sigma = sigma;
        this.clip = clip;
    }

    @Override
    public void change(Raster image, RandomStream random) {
        float bound = image.bound();
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    float noise = (float) ((mean + sigma * random.nextNormal()) * bound);
                    float value = image.get(y, x, c) + noise;
                    if (image.isIntegral()) {
                        value = (float) Math.rint(value);
                    }
                    image.set(y, x, c, clip || image.isIntegral() ? Math.min(Math.max(value, 0), bound) : value);
                }
            }
        }
    }
}
