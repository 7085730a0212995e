package io.lockstep.engine.data.transform;

/**
 * One image of unsigned bytes [H, W, C] that a loader thread fills, transforms and copies out, again and again. The
 * spare array lets a transform write elsewhere and {@link #swap} instead of allocating.
 */
public final class Image implements Raster {
    private static final float WHITE = 255;

    private final int channels;
    private int height;
    private int width;
    private byte[] pixels;
    private int spareHeight;
    private int spareWidth;
    private byte[] spare;

    public Image(int height, int width, int channels) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        spareHeight = height;
        spareWidth = width;
        pixels = new byte[bytes(height, width, channels)];
        spare = new byte[pixels.length];
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int channels() {
        return channels;
    }

    /** The pixels themselves: row by row, the channels of a pixel side by side. Another array after {@link #swap}. */
    public byte[] pixels() {
        return pixels;
    }

    /** As long as the pixels; what it holds is of no account. */
    public byte[] spare() {
        prepareSpare(height, width);
        return spare;
    }

    @Override
    public void prepareSpare(int height, int width) {
        int bytes = bytes(height, width, channels);
        if (spare.length != bytes) {
            spare = new byte[bytes];
        }
        spareHeight = height;
        spareWidth = width;
    }

    /** Makes the spare array the image, and the old pixels the spare. */
    @Override
    public void swap() {
        byte[] previous = pixels;
        int previousHeight = height;
        int previousWidth = width;
        pixels = spare;
        height = spareHeight;
        width = spareWidth;
        spare = previous;
        spareHeight = previousHeight;
        spareWidth = previousWidth;
    }

    @Override
    public float bound() {
        return WHITE;
    }

    @Override
    public boolean isIntegral() {
        return true;
    }

    @Override
    public float get(int y, int x, int c) {
        return pixels[(y * width + x) * channels + c] & 0xFF;
    }

    @Override
    public void set(int y, int x, int c, float value) {
        pixels[(y * width + x) * channels + c] = (byte) (int) value;
    }

    @Override
    public void setSpare(int y, int x, int c, float value) {
        spare[(y * spareWidth + x) * channels + c] = (byte) (int) value;
    }

    private static int bytes(int height, int width, int channels) {
        return Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }
}
