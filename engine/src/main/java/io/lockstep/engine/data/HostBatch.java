package io.lockstep.engine.data;

import io.lockstep.engine.data.transform.Image;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * One worker's samples of one step, in direct memory that is used again for later steps. A batch from
 * {@link BatchLoader#next} may be read until the next call of that method.
 */
public final class HostBatch {
    private final int[] samples;
    private final int firstSample;
    private final int imageBytes;
    private final ByteBuffer images;
    private final ByteBuffer labels;
    private int step;
    private int size;
    private int positionInGlobalBatch;

    HostBatch(int capacity, int imageBytes) {
        this.imageBytes = imageBytes;
        samples = new int[capacity];
        firstSample = 0;
        images = ByteBuffer.allocateDirect(Math.multiplyExact(capacity, imageBytes))
                .order(ByteOrder.nativeOrder());
        labels = ByteBuffer.allocateDirect(Math.multiplyExact(capacity, Long.BYTES))
                .order(ByteOrder.nativeOrder());
    }

    private HostBatch(HostBatch whole, int first, int size) {
        imageBytes = whole.imageBytes;
        samples = whole.samples;
        firstSample = whole.firstSample + first;
        images = part(whole.images, first * imageBytes, size * imageBytes);
        labels = part(whole.labels, first * Long.BYTES, size * Long.BYTES);
        step = whole.step;
        positionInGlobalBatch = whole.positionInGlobalBatch + first;
        this.size = size;
    }

    /** Step of the epoch that this is the batch of. */
    public int step() {
        return step;
    }

    /** Number of samples, N; 0 if there is none left for this worker in the last step. */
    public int size() {
        return size;
    }

    /** Where in the global batch the first of these samples stands. */
    public int positionInGlobalBatch() {
        return positionInGlobalBatch;
    }

    /** Unsigned bytes [N, H, W, C] from 0 to the limit: the batch's own direct buffer, not a copy. */
    public ByteBuffer images() {
        return images;
    }

    /** Int64 [N] in native order from 0 to the limit: the batch's own direct buffer, not a copy. */
    public ByteBuffer labels() {
        return labels;
    }

    /** Index in the data set of sample {@code i} of this batch. */
    public int sample(int i) {
        return samples[firstSample + i];
    }

    /**
     * The samples {@code first} to {@code first + size - 1} as a batch of their own, which reads the memory of this one
     * and may be read as long.
     *
     * @throws IndexOutOfBoundsException if this batch does not have them
     */
    public HostBatch part(int first, int size) {
        Objects.checkFromIndexSize(first, size, this.size);
        return new HostBatch(this, first, size);
    }

    private static ByteBuffer part(ByteBuffer whole, int start, int bytes) {
        return whole.slice(start, bytes).order(ByteOrder.nativeOrder());
    }

    /** Takes the samples of a step; their images and labels come by {@link #put}. */
    void begin(EpochPlan plan, int step, int rank) {
        this.step = step;
        size = plan.copySamples(step, rank, samples);
        positionInGlobalBatch = plan.positionInGlobalBatch(step, rank);
        images.clear().limit(size * imageBytes);
        labels.clear().limit(size * Long.BYTES);
    }

    void put(int i, Image image, int label) {
        images.put(i * imageBytes, image.pixels());
        labels.putLong(i * Long.BYTES, label);
    }
}
