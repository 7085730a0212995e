package io.lockstep.engine.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a worker's batches of one epoch, in order, loading ahead with threads of its own. One thread takes the batches
 * and closes the loader; closing it ends its threads.
 */
public final class BatchLoader implements AutoCloseable {
    private final LoaderOptions options;
    private final BatchRing<HostBatch> ring;
    private final @Nullable BatchAssembler inline;
    private final LoaderThreads threads;
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
        List<HostBatch> batches = new ArrayList<>();
        for (int i = 0; i < (options.threads() == 0 ? 1 : options.prefetch() + 1); i++) {
            batches.add(source.newBatch());
        }
        ring = new BatchRing<>(batches, firstStep, steps);
        inline = options.threads() == 0 ? new BatchAssembler(source) : null;
        threads = new LoaderThreads("lockstep-loader-" + source.rank() + "-", options.threads(), () -> {
            BatchAssembler assembler = new BatchAssembler(source);
            return () -> loadNext(assembler);
        });
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
        threads.close();
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
