package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;
import java.util.Arrays;

/**
 * Pads the image with black on all sides and cuts a window out of it at a random place, as torchvision's
 * {@code RandomCrop(size, padding=padding)}: each place is equally likely.
 */
public final class RandomCrop implements RasterTransform {
    private static final int SIZE_OF_IMAGE = 0;

    private final int height;
    private final int width;
    private final int padding;

    /**
     * A window as large as the image, in one of (2 padding + 1)^2 places. Takes the padding in pixels; throws
     * IllegalArgumentException if it is negative.
     */
    public RandomCrop(int padding) {
        this(SIZE_OF_IMAGE, SIZE_OF_IMAGE, padding, true);
    }

    /** Takes the size of the window and the padding; throws IllegalArgumentException if they are below 1 and 0. */
    public RandomCrop(int height, int width, int padding) {
        this(height, width, padding, height > 0 && width > 0);
    }

    private RandomCrop(int height, int width, int padding, boolean valid) {
        if (!valid) {
            Windows.requireSize("RandomCrop", height, width);
        }
        if (padding < 0) {
            throw new IllegalArgumentException("the padding of a crop should be 0 or more, but is " + padding);
        }
        this.height = height;
        this.width = width;
        this.padding = padding;
    }

    @Override
    public void apply(Image image, RandomStream random) {
        if (height != SIZE_OF_IMAGE) {
            change(image, random);
            return;
        }
        int down = random.nextInt(2 * padding + 1) - padding;
        int right = random.nextInt(2 * padding + 1) - padding;
        if (down != 0 || right != 0) {
            crop(image, down, right);
        }
    }

    @Override
    public void change(Raster image, RandomStream random) {
        int windowHeight = height == SIZE_OF_IMAGE ? image.height() : height;
        int windowWidth = width == SIZE_OF_IMAGE ? image.width() : width;
        int spareRows = image.height() + 2 * padding - windowHeight;
        int spareColumns = image.width() + 2 * padding - windowWidth;
        if (spareRows < 0 || spareColumns < 0) {
            throw new IllegalArgumentException("RandomCrop should cut " + windowHeight + " x " + windowWidth
                    + " pixels out of an image of " + image.height() + " x " + image.width() + " padded by " + padding
                    + "; raise the padding, or resize the image first");
        }
        int top = random.nextInt(spareRows + 1) - padding;
        int left = random.nextInt(spareColumns + 1) - padding;
        Windows.crop(image, top, left, windowHeight, windowWidth);
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
