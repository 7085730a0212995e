package io.lockstep.engine.data;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Images of 3 x 4 x 2 whose bytes tell the sample's index; one sample can be made to do something else when read. */
final class NumberedImages implements ImageDataset {
    /** What reading a sample does instead of giving an image. */
    @FunctionalInterface
    interface Fault {
        void raise() throws IOException;
    }

    private final int size;
    private final int faultySample;
    private final @Nullable Fault fault;

    NumberedImages(int size) {
        this(size, -1, null);
    }

    NumberedImages(int size, int faultySample, @Nullable Fault fault) {
        this.size = size;
        this.faultySample = faultySample;
        this.fault = fault;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int height() {
        return 3;
    }

    @Override
    public int width() {
        return 4;
    }

    @Override
    public int channels() {
        return 2;
    }

    @Override
    public int classes() {
        return 7;
    }

    @Override
    public int label(int index) {
        return index % 7;
    }

    @Override
    public void read(int index, byte[] destination, int offset) throws IOException {
        if (index == faultySample && fault != null) {
            fault.raise();
        }
        for (int i = 0; i < imageBytes(); i++) {
            destination[offset + i] = (byte) (31 * index + i);
        }
    }
}
