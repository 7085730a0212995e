package io.lockstep.engine.data;

import java.io.IOException;
import java.util.List;

/**
 * Labelled images of one size, reached by index (map-style). Images are unsigned bytes [H, W, C]. Many threads may read
 * at once.
 */
public interface ImageDataset {
    /** Number of images. */
    int size();

    int height();

    int width();

    int channels();

    /** Number of classes; labels are 0 to classes - 1. */
    int classes();

    /** Names of the classes by label; empty if they have none. */
    default List<String> classNames() {
        return List.of();
    }

    /** Class of an image. */
    int label(int index);

    /** Writes image {@code index} to {@code destination}, from {@code offset} on. */
    void read(int index, byte[] destination, int offset) throws IOException;

    /** Bytes of one image: height times width times channels. */
    default int imageBytes() {
        return height() * width() * channels();
    }
}
