package io.lockstep.engine.vector;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Images [N, C, H, W] with the channels in blocks, as oneDNN keeps them (nChw8c, nChw16c): the order in memory is
 * [N, C / block, H, W, block].
 */
public final class Images {
    private final FloatBuffer elements;
    private final int channels;
    private final int height;
    private final int width;
    private final int block;

    /**
     * @param memory in native byte order, from its first byte on
     * @param channels a multiple of {@code block}
     * @param block a multiple of {@link VectorUnit#lanes()}
     */
    public Images(ByteBuffer memory, int channels, int height, int width, int block) {
        if (channels % block != 0 || block % Vectors.LANES != 0) {
            throw new IllegalArgumentException(
                    channels + " channels in blocks of " + block + " are no whole vectors of " + Vectors.LANES);
        }
        this.elements = memory.asFloatBuffer();
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.block = block;
    }

    FloatBuffer elements() {
        return elements;
    }

    int channels() {
        return channels;
    }

    int block() {
        return block;
    }

    /**
     * Copies a rectangle of one block of channels, where it lies inside of the image; zeros come where it does not.
     *
     * @param channel the first of the block
     * @param target [rows, columns, block]
     */
    void read(int image, int channel, int top, int left, int rows, int columns, float[] target) {
        int before = Math.min(columns, Math.max(0, -left)) * block;
        int inside = Math.max(before, Math.min(columns, width - left) * block);
        for (int row = 0; row < rows; row++) {
            int to = row * columns * block;
            if (top + row < 0 || top + row >= height) {
                fillZero(target, to, to + columns * block);
            } else {
                fillZero(target, to, to + before);
                int from = position(image, channel, top + row) + left * block;
                elements.get(from + before, target, to + before, inside - before);
                fillZero(target, to + inside, to + columns * block);
            }
        }
    }

    /** Copies a rectangle back, as far as it lies inside of the image; its corner does. */
    void write(int image, int channel, int top, int left, int rows, int columns, float[] source) {
        int length = Math.min(columns, width - left) * block;
        for (int row = 0; row < Math.min(rows, height - top); row++) {
            int to = position(image, channel, top + row) + left * block;
            elements.put(to, source, row * columns * block, length);
        }
    }

    private int position(int image, int channel, int row) {
        return ((image * (channels / block) + channel / block) * height + row) * width * block;
    }

    private static void fillZero(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] = 0;
        }
    }
}
