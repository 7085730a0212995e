package io.lockstep.engine.data;

import io.lockstep.engine.data.transform.SampleTransform;
import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.random.RandomStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The batches of one epoch of an iterable data set. A thread claims a batch and reads its samples under one lock, so that
 * samples keep their order whatever the number of threads; it transforms and collates them outside of it.
 */
final class StreamFeed<S, T, B> implements EpochFeed<B> {
    private final ReentrantLock reading = new ReentrantLock();
    private final Iterator<S> samples;
    private final SampleTransform<? super S, ? extends T> transform;
    private final Collate<? super T, B> collate;
    private final int batchSize;
    private final boolean dropLast;
    private final long seed;
    private final long epoch;

    StreamFeed(
            Iterator<S> samples,
            SampleTransform<? super S, ? extends T> transform,
            Collate<? super T, B> collate,
            int batchSize,
            boolean dropLast,
            long seed,
            long epoch) {
        this.samples = samples;
        this.transform = transform;
        this.collate = collate;
        this.batchSize = batchSize;
        this.dropLast = dropLast;
        this.seed = seed;
        this.epoch = epoch;
    }

    @Override
    public int steps() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean loadNext(BatchRing<Slot<B>> ring) throws InterruptedException {
        List<S> read = new ArrayList<>();
        int step;
        Throwable failure = null;
        reading.lockInterruptibly();
        try {
            step = ring.claim();
            if (step < 0) {
                return false;
            }
            failure = read(step, read);
            if (failure == null && read.size() < batchSize) {
                boolean empty = read.isEmpty() || dropLast;
                ring.endAt(empty ? step : step + 1);
                if (empty) {
                    return false;
                }
            }
        } finally {
            reading.unlock();
        }
        if (failure == null) {
            try {
                ring.batch(step).batch = load(step, read);
            } catch (Throwable e) {
                failure = e;
            }
        }
        ring.complete(step, failure);
        return true;
    }

    @Override
    public void close() {
        if (samples instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new DataLoadingException("the iterator of the data set could not be closed: " + e, e);
            }
        }
    }

    @org.jspecify.annotations.Nullable
    private Throwable read(int step, List<S> read) {
        try {
            while (read.size() < batchSize && samples.hasNext()) {
                read.add(samples.next());
            }
            return null;
        } catch (Throwable e) {
            long place = (long) step * batchSize + read.size();
            return new DataLoadingException(
                    "sample " + place + " of the stream, in batch " + step + ", could not be read: " + e, e);
        }
    }

    private B load(int step, List<S> read) {
        int[] places = new int[read.size()];
        List<T> transformed = new ArrayList<>(places.length);
        for (int i = 0; i < places.length; i++) {
            places[i] = Math.addExact(Math.multiplyExact(step, batchSize), i);
            RandomStream random = new RandomStream(RandomPurpose.AUGMENTATION.key(seed, epoch), places[i]);
            try {
                transformed.add(transform.apply(read.get(i), random));
            } catch (Exception e) {
                throw new DataLoadingException(
                        "sample " + places[i] + " of the stream, in batch " + step + ", could not be transformed: " + e,
                        e);
            }
        }
        return IndexedFeed.collate(collate, transformed, places, step, seed, epoch);
    }
}
