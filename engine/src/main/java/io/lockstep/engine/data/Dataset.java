package io.lockstep.engine.data;

import io.lockstep.engine.data.transform.SampleTransform;
import io.lockstep.engine.random.RandomStream;
import java.io.IOException;

/**
 * Samples reached by index (map-style), as PyTorch's {@code Dataset}: write {@link #size} and {@link #get(int)} for one
 * of your own. Many threads may read at once, none of which owns a device: samples are host values (arrays, numbers,
 * {@link io.lockstep.engine.format.HostArray}, images), of which {@link DataLoader} makes batches.
 *
 * @param <T> a sample
 */
public interface Dataset<T> {
    /** Number of samples. */
    int size();

    /**
     * Sample {@code index}.
     *
     * @throws IndexOutOfBoundsException if the index is not 0 to size - 1
     */
    T get(int index) throws IOException;

    /**
     * Sample {@code index} for one epoch, with the chance that augmentation draws from: {@link DataLoader} gives the
     * stream of (seed, epoch, index), whatever thread reads. Data sets that draw nothing have no need of their own.
     */
    default T get(int index, RandomStream random) throws IOException {
        return get(index);
    }

    /**
     * This data set with each sample transformed when it is read. Read without a stream, a sample gets the augmentation
     * of seed 0 and epoch 0.
     */
    default <R> Dataset<R> map(SampleTransform<? super T, ? extends R> transform) {
        return new MappedDataset<>(this, transform);
    }
}
