package io.lockstep.engine.backend.tiled;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** The caller's thread and another one. */
final class TwoThreads implements Threads {
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @Override
    public int size() {
        return 2;
    }

    @Override
    public void run(IntConsumer task) {
        Future<?> first = other.submit(() -> task.accept(0));
        task.accept(1);
        try {
            first.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        other.shutdown();
    }
}
