package io.lockstep.engine.data;

import io.lockstep.engine.data.sampler.BatchSampler;
import io.lockstep.engine.data.sampler.Sampler;
import io.lockstep.engine.data.transform.SampleTransform;
import java.time.Duration;

/**
 * Sets up a {@link DataLoader}, with PyTorch's names and defaults. Used for one loader.
 *
 * @param <T> a sample
 * @param <B> a batch
 */
public final class DataLoaderBuilder<T, B> {
    /** The samples, of either kind of data set, to be collated. */
    interface Samples<T> {
        <B> LoaderSource<B> source(LoaderSettings settings, Collate<? super T, B> collate);

        <R> Samples<R> map(SampleTransform<? super T, ? extends R> transform);

        static <T> Samples<T> of(Dataset<T> dataset) {
            return new Samples<>() {
                @Override
                public <B> LoaderSource<B> source(LoaderSettings settings, Collate<? super T, B> collate) {
                    BatchSampler batches = settings.batchSampler(dataset.size());
                    return new LoaderSource<>() {
                        @Override
                        public int size() {
                            return batches.size();
                        }

                        @Override
                        public EpochFeed<B> feed(long epoch) {
                            return new IndexedFeed<>(dataset, collate, batches.batches(epoch), settings.seed, epoch);
                        }
                    };
                }

                @Override
                public <R> Samples<R> map(SampleTransform<? super T, ? extends R> transform) {
                    return of(dataset.<R>map(transform));
                }
            };
        }

        static <T> Samples<T> of(IterableDataset<T> dataset) {
            return new StreamSamples<T, T>(dataset, (sample, random) -> sample);
        }
    }

    private record StreamSamples<S, T>(IterableDataset<S> dataset, SampleTransform<S, T> transform)
            implements Samples<T> {
        @Override
        public <B> LoaderSource<B> source(LoaderSettings settings, Collate<? super T, B> collate) {
            settings.requireForStream();
            return new LoaderSource<>() {
                @Override
                public int size() {
                    return -1;
                }

                @Override
                public EpochFeed<B> feed(long epoch) {
                    return new StreamFeed<>(
                            dataset.iterator(epoch),
                            transform,
                            collate,
                            settings.batchSizeOrOne(),
                            settings.dropLast,
                            settings.seed,
                            epoch);
                }
            };
        }

        @Override
        public <R> Samples<R> map(SampleTransform<? super T, ? extends R> next) {
            return new StreamSamples<S, R>(dataset, transform.then(next));
        }
    }

    private final LoaderSettings settings;
    private final Samples<T> samples;
    private final Collate<? super T, B> collate;

    DataLoaderBuilder(LoaderSettings settings, Samples<T> samples, Collate<? super T, B> collate) {
        this.settings = settings;
        this.samples = samples;
        this.collate = collate;
    }

    /** Samples of a batch; 1 unless set. */
    public DataLoaderBuilder<T, B> batchSize(int batchSize) {
        settings.batchSize = batchSize;
        return this;
    }

    /** Whether each epoch has another random order; not unless set. */
    public DataLoaderBuilder<T, B> shuffle(boolean shuffle) {
        settings.shuffle = shuffle;
        return this;
    }

    /** Chooses the order of the samples. */
    public DataLoaderBuilder<T, B> sampler(Sampler sampler) {
        settings.sampler = sampler;
        return this;
    }

    /** Chooses the samples of every batch; in place of batchSize, shuffle, sampler and dropLast. */
    public DataLoaderBuilder<T, B> batchSampler(BatchSampler batchSampler) {
        settings.batchSampler = batchSampler;
        return this;
    }

    /** Whether a last batch that is not full is left out; not unless set. */
    public DataLoaderBuilder<T, B> dropLast(boolean dropLast) {
        settings.dropLast = dropLast;
        return this;
    }

    /** Threads that load ahead; 0, as unless set, loads in the thread that reads. */
    public DataLoaderBuilder<T, B> numWorkers(int numWorkers) {
        settings.numWorkers = numWorkers;
        return this;
    }

    /** Batches that each worker loads ahead; 2 unless set. */
    public DataLoaderBuilder<T, B> prefetchFactor(int prefetchFactor) {
        settings.prefetchFactor = prefetchFactor;
        return this;
    }

    /**
     * Accepted as PyTorch's {@code pin_memory}, without effect: on the CPU there is nothing to copy to, and batches go to
     * other devices by {@link Batch#to}, which stages them itself.
     */
    public DataLoaderBuilder<T, B> pinMemory(boolean pinMemory) {
        return this;
    }

    /** How long to wait for a batch before giving up; 5 minutes unless set. */
    public DataLoaderBuilder<T, B> timeout(Duration timeout) {
        settings.timeout = timeout;
        return this;
    }

    /** Seed of the order, if it is shuffled, and of augmentation; 0 unless set. Samplers have their own. */
    public DataLoaderBuilder<T, B> seed(long seed) {
        settings.seed = seed;
        return this;
    }

    /**
     * Transforms each sample in the thread that loads it, with the chance of (seed, epoch, sample). Comes before
     * {@link #collate}: the default one collates what comes out.
     */
    public <R> DataLoaderBuilder<R, Batch> transform(SampleTransform<? super T, ? extends R> transform) {
        return new DataLoaderBuilder<>(settings, samples.map(transform), Batch::collate);
    }

    /** Makes batches another way than {@link Batch#collate}. */
    public <C> DataLoaderBuilder<T, C> collate(Collate<? super T, C> collate) {
        return new DataLoaderBuilder<>(settings, samples, collate);
    }

    /** Changes whole batches in the thread that loads them, with the chance of (seed, epoch, batch). */
    public <C> DataLoaderBuilder<T, C> batchTransform(BatchTransform<? super B, ? extends C> transform) {
        return new DataLoaderBuilder<>(settings, samples, collate.then(transform));
    }

    /**
     * The loader; no thread starts before it is read.
     *
     * @throws IllegalArgumentException if settings are out of range or exclude each other
     */
    public DataLoader<B> build() {
        return new DataLoader<>(settings, samples.source(settings, collate));
    }
}
