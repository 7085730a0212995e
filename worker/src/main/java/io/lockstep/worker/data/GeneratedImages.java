package io.lockstep.worker.data;

import io.lockstep.engine.data.ImageDataset;
import io.lockstep.worker.measurement.ImageFormat;
import java.util.Random;

/** A data set of noise that takes no files and hardly any memory or time: every image is a piece of the same noise. */
public final class GeneratedImages implements ImageDataset {
    private static final int SHIFTS = 4099;

    private final ImageFormat format;
    private final int size;
    private final byte[] noise;

    /** @param size number of images */
    public GeneratedImages(ImageFormat format, int size) {
        this.format = format;
        this.size = size;
        noise = new byte[imageBytes() + SHIFTS];
        new Random(0).nextBytes(noise);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int height() {
        return format.height();
    }

    @Override
    public int width() {
        return format.width();
    }

    @Override
    public int channels() {
        return format.channels();
    }

    @Override
    public int classes() {
        return format.classes();
    }

    @Override
    public int label(int index) {
        return index % format.classes();
    }

    @Override
    public void read(int index, byte[] destination, int offset) {
        System.arraycopy(noise, index % SHIFTS, destination, offset, imageBytes());
    }
}
