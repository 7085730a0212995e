package io.lockstep.engine.data;

import io.lockstep.engine.random.RandomStream;
import java.util.List;

/**
 * Makes a batch of samples. Called by many threads, none of which owns a device: a batch is made of host values, and
 * the thread that reads the loader makes tensors of them.
 *
 * @param <T> a sample
 * @param <B> a batch
 */
@FunctionalInterface
public interface Collate<T, B> {
    /**
     * @param indices of the samples in the data set, or their places in the stream of an {@link IterableDataset}
     * @param random the stream of (seed, epoch, batch)
     */
    B collate(List<T> samples, int[] indices, RandomStream random);

    /** This, then a change of the whole batch, such as {@link io.lockstep.engine.data.mix.Mixup}. */
    default <C> Collate<T, C> then(BatchTransform<? super B, ? extends C> transform) {
        return (samples, indices, random) -> transform.apply(collate(samples, indices, random), random);
    }
}
