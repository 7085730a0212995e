package io.lockstep.worker.measurement;

/** Size of the images of a data set that is made up, and the number of its classes. */
public record ImageFormat(int height, int width, int channels, int classes) {
    /** As in {@code 3 x 224 x 224, 1000 classes}. */
    @Override
    public String toString() {
        return channels + " x " + height + " x " + width + ", " + classes + " classes";
    }
}
