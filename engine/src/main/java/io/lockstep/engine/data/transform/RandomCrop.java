package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;
import java.util.Arrays;

/**
 * Pads the image with black on all sides and cuts a window of the old size out of it at a random place, as
 * torchvision's {@code RandomCrop(size, padding=padding)}: each of the (2 padding + 1)^2 places is equally likely.
 */
public final class RandomCrop implements ImageTransform {
    private final int padding;

    /** Takes the padding in pixels; throws IllegalArgumentException if it is negative. */
    public RandomCrop(int padding) {
        if (padding < 0) {
            throw new IllegalArgumentException("the padding of a crop should be 0 or more, but is " + padding);
        }
        this.padding = padding;
    }

    @Override
    public void apply(Image image, RandomStream random) {
        int down = random.nextInt(2 * padding + 1) - padding;
        int right = random.nextInt(2 * padding + 1) - padding;
        if (down != 0 || right != 0) {
            crop(image, down, right);
        }
    }

    /** Pixel (y, x) of the result is pixel (y + down, x + right) of the image, or black outside of it. */
    static void crop(Image image, int down, int right) {
        int height = image.height();
        int width = image.width();
        int channels = image.channels();
        int rowBytes = width * channels;
        int columns = Math.max(0, width - Math.abs(right));
        int from = Math.min(width, Math.max(0, right)) * channels;
        int to = Math.min(width, Math.max(0, -right)) * channels;
        byte[] source = image.pixels();
        byte[] target = image.spare();
        for (int y = 0; y < height; y++) {
            int row = y * rowBytes;
            int sourceY = y + down;
            if (sourceY < 0 || sourceY >= height || columns == 0) {
                Arrays.fill(target, row, row + rowBytes, (byte) 0);
                continue;
            }
            int end = to + columns * channels;
            Arrays.fill(target, row, row + to, (byte) 0);
            System.arraycopy(source, sourceY * rowBytes + from, target, row + to, columns * channels);
            Arrays.fill(target, row + end, row + rowBytes, (byte) 0);
        }
        image.swap();
    }
}
