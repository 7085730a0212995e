package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/** Cuts out the middle, padded with black where the image is smaller, as torchvision's {@code CenterCrop}. */
public final class CenterCrop implements RasterTransform {
    private final int height;
    private final int width;

    /** A square. */
    public CenterCrop(int size) {
        this(size, size);
    }

    /** Takes the size of the result; throws IllegalArgumentException if it is below 1. */
    public CenterCrop(int height, int width) {
        Windows.requireSize("CenterCrop", height, width);
        this.height = height;
        this.width = width;
    }

    @Override
    public void change(Raster image, RandomStream random) {
        Windows.crop(image, start(image.height(), height), start(image.width(), width), height, width);
    }

    /** Where the window starts: half a pixel goes to the even side, as Python rounds; padding has more at the end. */
    private static int start(int size, int window) {
        return window > size ? -((window - size) / 2) : (int) Math.rint((size - window) / 2.0);
    }
}
