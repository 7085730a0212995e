package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/** Mirrors the image left to right with a given probability; draws one number whatever comes of it. */
public final class RandomHorizontalFlip implements RasterTransform {
    private final double probability;

    /** With the probability 0.5. */
    public RandomHorizontalFlip() {
        this(0.5);
    }

    /** Takes the probability of a flip, in [0, 1]; throws IllegalArgumentException if it lies outside. */
    public RandomHorizontalFlip(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("the probability of a flip should be in [0, 1], but is " + probability);
        }
        this.probability = probability;
    }

    @Override
    public void apply(Image image, RandomStream random) {
        if (random.nextFloat() < probability) {
            flip(image);
        }
    }

    @Override
    public void change(Raster image, RandomStream random) {
        if (random.nextFloat() >= probability) {
            return;
        }
        int width = image.width();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < width / 2; x++) {
                for (int c = 0; c < image.channels(); c++) {
                    float left = image.get(y, x, c);
                    image.set(y, x, c, image.get(y, width - 1 - x, c));
                    image.set(y, width - 1 - x, c, left);
                }
            }
        }
    }

    private static void flip(Image image) {
        byte[] pixels = image.pixels();
        int channels = image.channels();
        int rowBytes = image.width() * channels;
        for (int row = 0; row < pixels.length; row += rowBytes) {
            int left = row;
            int right = row + rowBytes - channels;
            while (left < right) {
                for (int c = 0; c < channels; c++) {
                    byte pixel = pixels[left + c];
                    pixels[left + c] = pixels[right + c];
                    pixels[right + c] = pixel;
                }
                left += channels;
                right -= channels;
            }
        }
    }
}
