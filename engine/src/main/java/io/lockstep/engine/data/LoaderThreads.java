package io.lockstep.engine.data;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of one loader, from their start to their end. */
final class LoaderThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoaderThreads.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** What a thread does again and again. */
    @FunctionalInterface
    interface Task {
        /** Loads one batch; false if there is none left. */
        boolean loadNext() throws InterruptedException;
    }

    private final Thread[] threads;

    /**
     * Starts the threads.
     *
     * @param name of each, before its number
     * @param tasks gives each thread its own
     */
    LoaderThreads(String name, int count, Supplier<Task> tasks) {
        threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            Task task = tasks.get();
            threads[i] = new Thread(() -> loadAll(task), name + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /** Interrupts the threads, which must have been told to stop, and waits at most 2 s for them. */
    @Override
    public void close() {
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

    private static void loadAll(Task task) {
        try {
            while (task.loadNext()) {
                // The ring says when to stop.
            }
        } catch (InterruptedException e) {
            // close() interrupts: the end of this thread is what it wants.
        }
    }
}
