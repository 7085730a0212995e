package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/** Mirrors the image left to right with a given probability; draws one number whatever comes of it. */
public final class RandomHorizontalFlip implements ImageTransform {
    private final double probability;

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
