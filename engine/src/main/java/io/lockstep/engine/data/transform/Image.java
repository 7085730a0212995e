package io.lockstep.engine.data.transform;

/**
 * One image of unsigned bytes [H, W, C] that a loader thread fills, transforms and copies out, again and again. The
 * spare array lets a transform write elsewhere and {@link #swap} instead of allocating.
 */
public final class Image {
    private final int height;
    private final int width;
    private final int channels;
    private byte[] pixels;
    private byte[] spare;

    public Image(int height, int width, int channels) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        pixels = new byte[Math.multiplyExact(Math.multiplyExact(height, width), channels)];
        spare = new byte[pixels.length];
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    public int channels() {
        return channels;
    }

    /** The pixels themselves: row by row, the channels of a pixel side by side. Another array after {@link #swap}. */
    public byte[] pixels() {
        return pixels;
    }

    /** As long as the pixels; what it holds is of no account. */
    public byte[] spare() {
        return spare;
    }

    /** Makes the spare array the image, and the old pixels the spare. */
    public void swap() {
        byte[] previous = pixels;
        pixels = spare;
        spare = previous;
    }
}
