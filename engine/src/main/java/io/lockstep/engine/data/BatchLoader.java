package io.lockstep.engine.data;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a worker's batches of one epoch, in order, loading ahead with threads of its own. One thread takes the batches
 * and closes the loader; closing it ends its threads.
 */
public final class BatchLoader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchLoader.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final LoaderOptions options;
    private final BatchRing ring;
    private final @Nullable BatchAssembler inline;
    private final Thread[] threads;
    private boolean closed;

    /**
     * Starts loading.
     *
     * @param firstStep the first batch is of this step; the plan's number of steps gives a loader that is at its end
     */
    public BatchLoader(BatchSource source, int firstStep, LoaderOptions options) {
        int steps = source.plan().steps();
        if (firstStep < 0 || firstStep > steps) {
            throw new IllegalArgumentException(
                    "a loader for " + steps + " steps cannot start at step " + firstStep + "; is it of another plan?");
        }
        this.options = options;
        HostBatch[] batches = new HostBatch[options.threads() == 0 ? 1 : options.prefetch() + 1];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = source.newBatch();
        }
        ring = new BatchRing(batches, firstStep, steps);
        inline = options.threads() == 0 ? new BatchAssembler(source) : null;
        threads = new Thread[options.threads()];
        for (int i = 0; i < threads.length; i++) {
            BatchAssembler assembler = new BatchAssembler(source);
            threads[i] = new Thread(() -> loadAll(assembler), "lockstep-loader-" + source.rank() + "-" + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /**
     * The next batch, to be read until the next call; null after the last.
     *
     * @throws DataLoadingException if it cannot be loaded, or not in time; the loader is of no more use then
     */
    public @Nullable HostBatch next() throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("this loader is closed; make a new one for each epoch");
        }
        ring.release();
        if (inline != null) {
            loadNext(inline);
        }
        return ring.take(options.timeout());
    }

    /** Ends the threads; waits at most 2 s for them. The batches must not be read any more. */
    @Override
    public void close() {
        closed = true;
        ring.stop();
        for (Thread thread : threads) {
            thread.interrupt();
        }
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        try {
            for (Thread thread : threads) {
                long millis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
                thread.join(millis);
                if (thread.isAlive()) {
                    LOG.warn(
                            "{} is still reading {} after its loader was closed; it ends when the read does",
                            thread.getName(),
                            CLOSE_TIMEOUT);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loadAll(BatchAssembler assembler) {
        try {
            while (loadNext(assembler)) {
                // The ring says when to stop.
            }
        } catch (InterruptedException e) {
            // close() interrupts: the end of this thread is what it wants.
        }
    }

    private boolean loadNext(BatchAssembler assembler) throws InterruptedException {
        int step = ring.claim();
        if (step < 0) {
            return false;
        }
        Throwable failure = null;
        try {
            assembler.assemble(step, ring.batch(step));
        } catch (Throwable e) {
            // Errors too: whatever ended this thread silently would leave the training thread waiting.
            failure = e;
        }
        ring.complete(step, failure);
        return true;
    }
}
