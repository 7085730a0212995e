package io.lockstep.engine.data;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the batches of one epoch, with threads of its own or in the reader's. */
final class EpochReader<B> implements Iterator<B>, AutoCloseable {
    private final EpochFeed<B> feed;
    private final BatchRing<EpochFeed.Slot<B>> ring;
    private final Duration timeout;
    private final boolean inline;
    private final LoaderThreads threads;
    private @Nullable B next;
    private boolean ended;
    private boolean closed;

    /** @param prefetch batches loaded ahead of the one in use, by all threads together */
    EpochReader(EpochFeed<B> feed, int firstBatch, int numWorkers, int prefetch, Duration timeout) {
        this.feed = feed;
        this.timeout = timeout;
        inline = numWorkers == 0;
        List<EpochFeed.Slot<B>> slots = new ArrayList<>();
        for (int i = 0; i < (inline ? 1 : prefetch); i++) {
            slots.add(new EpochFeed.Slot<>());
        }
        ring = new BatchRing<>(slots, firstBatch, feed.steps());
        threads = new LoaderThreads("lockstep-data-", numWorkers, () -> () -> feed.loadNext(ring));
    }

    /**
     * Waits for the next batch.
     *
     * @throws DataLoadingException if it cannot be loaded, or not in time; the epoch is of no more use then
     */
    @Override
    public boolean hasNext() {
        if (closed && !ended) {
            throw new IllegalStateException(
                    "this epoch was ended by another one or by closing the loader; read one epoch at a time");
        }
        if (next == null && !ended) {
            next = take();
            if (next == null) {
                ended = true;
                close();
            }
        }
        return next != null;
    }

    @Override
    public B next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the epoch has no more batches");
        }
        B batch = Objects.requireNonNull(next);
        next = null;
        return batch;
    }

    private @Nullable B take() {
        try {
            if (inline) {
                feed.loadNext(ring);
            }
            EpochFeed.Slot<B> slot = ring.take(timeout);
            if (slot == null) {
                return null;
            }
            B batch = Objects.requireNonNull(slot.batch, "collate gave no batch");
            slot.batch = null;
            ring.release();
            return batch;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataLoadingException("interrupted while waiting for a batch", e);
        }
    }

    /** Ends the threads; waits at most 2 s for them. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ring.stop();
            threads.close();
            feed.close();
        }
    }
}
