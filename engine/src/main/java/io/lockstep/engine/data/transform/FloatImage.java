package io.lockstep.engine.data.transform;

/** One image of floats [C, H, W], as {@link ToTensor} makes it and models read it. */
public final class FloatImage implements Raster {
    private final int channels;
    private int height;
    private int width;
    private float[] values;
    private int spareHeight;
    private int spareWidth;
    private float[] spare = new float[0];

    /** A black image. */
    public FloatImage(int channels, int height, int width) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        values = new float[elements(channels, height, width)];
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

    /** The values themselves: channel by channel, each row by row. Another array after {@link #swap}. */
    public float[] values() {
        return values;
    }

    @Override
    public float bound() {
        return 1;
    }

    @Override
    public boolean isIntegral() {
        return false;
    }

    @Override
    public float get(int y, int x, int c) {
        return values[(c * height + y) * width + x];
    }

    @Override
    public void set(int y, int x, int c, float value) {
        values[(c * height + y) * width + x] = value;
    }

    @Override
    public void prepareSpare(int height, int width) {
        int elements = elements(channels, height, width);
        if (spare.length != elements) {
            spare = new float[elements];
        }
        spareHeight = height;
        spareWidth = width;
    }

    @Override
    public void setSpare(int y, int x, int c, float value) {
        spare[(c * spareHeight + y) * spareWidth + x] = value;
    }

    @Override
    public void swap() {
        float[] previous = values;
        int previousHeight = height;
        int previousWidth = width;
        values = spare;
        height = spareHeight;
        width = spareWidth;
        spare = previous;
        spareHeight = previousHeight;
        spareWidth = previousWidth;
    }

    private static int elements(int channels, int height, int width) {
        return Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }
}
