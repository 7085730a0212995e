package io.lockstep.engine.data;

import java.util.Iterator;

/**
 * Samples that come one after the other and have no index, as PyTorch's {@code IterableDataset}. One thread at a time
 * reads an iterator, however many load batches, so nothing is to be divided between workers; an {@link AutoCloseable}
 * iterator is closed when its epoch ends.
 *
 * @param <T> a sample, of host values
 */
@FunctionalInterface
public interface IterableDataset<T> {
    /** A new iterator over the samples of an epoch, counted from 0. */
    Iterator<T> iterator(long epoch);
}
