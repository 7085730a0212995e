package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/** Mirrors the image top to bottom with a given probability; draws one number whatever comes of it. */
public final class RandomVerticalFlip implements RasterTransform {
    private final double probability;

    /** With the probability 0.5. */
    public RandomVerticalFlip() {
        this(0.5);
    }

    /** Takes the probability of a flip, in [0, 1]; throws IllegalArgumentException if it lies outside. */
    public RandomVerticalFlip(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("the probability of a flip should be in [0, 1], but is " + probability);
        }
        this.probability = probability;
    }

    @Override
    public void change(Raster image, RandomStream random) {
        if (random.nextFloat() >= probability) {
            return;
        }
        int height = image.height();
        for (int y = 0; y < height / 2; y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < image.channels(); c++) {
                    float top = image.get(y, x, c);
                    image.set(y, x, c, image.get(height - 1 - y, x, c));
                    image.set(height - 1 - y, x, c, top);
                }
            }
        }
    }
}
