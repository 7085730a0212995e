package io.lockstep.engine.data;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a data set, epoch by epoch, as PyTorch's {@code DataLoader}:
 *
 * <pre>{@code
 * try (DataLoader<Batch> loader = DataLoader.of(dataset).batchSize(32).shuffle(true).numWorkers(2).build()) {
 *     for (int epoch = 0; epoch < epochs; epoch++) {
 *         for (Batch batch : loader) {
 *             Tensor images = batch.tensor(device, 0);
 *             Tensor labels = batch.tensor(device, 1);
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>What is in a batch, its augmentation too, is a function of data set, sampler, seed and epoch, whatever the number
 * of workers. Each iteration is the next epoch, from 0; {@link #setEpoch} goes to another. Workers are threads and make no
 * tensors: they read, transform and collate in host memory, and the thread that reads the loader takes the batch to its
 * device. One thread reads and closes the loader; threads end with their epoch or with the loader.
 *
 * @param <B> a batch
 */
public final class DataLoader<B> implements Iterable<B>, AutoCloseable {
    private final LoaderSettings settings;
    private final LoaderSource<B> source;
    private @Nullable EpochReader<B> reader;
    private long epoch;
    private boolean closed;

    DataLoader(LoaderSettings settings, LoaderSource<B> source) {
        this.settings = settings;
        this.source = source;
    }

    /** A loader of a map-style data set, to be set up further. */
    public static <T> DataLoaderBuilder<T, Batch> of(Dataset<T> dataset) {
        return new DataLoaderBuilder<>(new LoaderSettings(), DataLoaderBuilder.Samples.of(dataset), Batch::collate);
    }

    /** A loader of an iterable data set, to be set up further. */
    public static <T> DataLoaderBuilder<T, Batch> of(IterableDataset<T> dataset) {
        return new DataLoaderBuilder<>(new LoaderSettings(), DataLoaderBuilder.Samples.of(dataset), Batch::collate);
    }

    /**
     * Batches of an epoch.
     *
     * @throws IllegalStateException if the data set is iterable: it has no size
     */
    public int size() {
        int size = source.size();
        if (size < 0) {
            throw new IllegalStateException("a loader of an IterableDataset has no size; count while reading it");
        }
        return size;
    }

    /** Whether {@link #size} is known: whether the data set is map-style. */
    public boolean hasSize() {
        return source.size() >= 0;
    }

    /** The epoch that the next iteration reads. */
    public long epoch() {
        return epoch;
    }

    /** Makes the next iteration read this epoch. */
    public void setEpoch(long epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("epochs count from 0, but got " + epoch);
        }
        this.epoch = epoch;
    }

    /** Starts an epoch; ends the one that is being read, if any. */
    @Override
    public Iterator<B> iterator() {
        return iterator(0);
    }

    /**
     * Starts an epoch at a later batch, as when training goes on from a checkpoint.
     *
     * @throws IllegalArgumentException if there is no such batch, or {@code firstBatch} is not 0 for an iterable data set
     */
    public Iterator<B> iterator(int firstBatch) {
        if (closed) {
            throw new IllegalStateException("this loader is closed; build another");
        }
        if (firstBatch < 0 || firstBatch > Math.max(0, source.size())) {
            throw new IllegalArgumentException("an epoch of " + Math.max(0, source.size())
                    + " batches cannot start at batch " + firstBatch + "; is the checkpoint of another data set?");
        }
        endEpoch();
        EpochReader<B> started = new EpochReader<>(
                source.feed(epoch), firstBatch, settings.numWorkers, settings.prefetch(), settings.timeout);
        reader = started;
        epoch++;
        return started;
    }

    /** Ends the threads; waits at most 2 s for them. Batches that were read stay valid. */
    @Override
    public void close() {
        closed = true;
        endEpoch();
    }

    private void endEpoch() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
