package io.lockstep.engine.backend.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The workers of a backend, one per thread of OpenMP, made when they are first needed. */
final class TileWorkers implements AutoCloseable {
    private final NativeEngine engine;
    private final List<TileWorker> workers = new ArrayList<>();
    private @Nullable ComputeThreads threads;

    TileWorkers(NativeEngine engine) {
        this.engine = engine;
    }

    int size() {
        return threads().size();
    }

    TileWorker get(int index) {
        return workers.get(index);
    }

    /** Runs the task for 0 up to {@link #size}, each on a thread of its own. */
    void run(IntConsumer task) {
        engine.checkOpen();
        threads().run(task);
    }

    /** Makes kernels for every worker, of one thread each. */
    void prepare(TileProduct.Shape... shapes) {
        ComputeThreads all = threads();
        if (!workers.get(0).has(shapes)) {
            all.alone(() -> workers.forEach(worker -> worker.prepare(shapes)));
        }
    }

    private ComputeThreads threads() {
        ComputeThreads known = threads;
        if (known == null) {
            known = new ComputeThreads();
            threads = known;
            for (int i = 0; i < known.size(); i++) {
                workers.add(new TileWorker(engine));
            }
        }
        return known;
    }

    /** Where the share of one of {@code parts} begins in a row of {@code units}; that of the last ends at {@code units}. */
    static int share(int units, int part, int parts) {
        return (int) ((long) units * part / parts);
    }

    int kernels() {
        return workers.stream().mapToInt(TileWorker::kernels).sum();
    }

    long bytes() {
        return workers.stream().mapToLong(TileWorker::bytes).sum();
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.close();
        }
        workers.forEach(TileWorker::close);
        workers.clear();
    }
}
