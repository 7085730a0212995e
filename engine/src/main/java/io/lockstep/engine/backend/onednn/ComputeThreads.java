package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.tiled.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * As many Java threads as OpenMP gives to a kernel, each of which runs its kernels alone: for work that is better cut
 * into parts that stay in one processor's cache than into kernels that all processors share. They end when they have had
 * nothing to do for a while.
 */
final class ComputeThreads implements Threads {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final long IDLE_SECONDS = 10;

    private final int size = OpenMp.threads();
    private final ThreadPoolExecutor helpers = helpers(Math.max(1, size - 1));

    private static ThreadPoolExecutor helpers(int count) {
        ThreadPoolExecutor helpers = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ComputeThreads::helper);
        helpers.allowCoreThreadTimeOut(true);
        return helpers;
    }

    @Override
    public int size() {
        return size;
    }

    private static Thread helper(Runnable work) {
        Runnable alone = () -> {
            OpenMp.use(1);
            work.run();
        };
        Thread thread = new Thread(alone, "lockstep-compute-" + NAMES.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void run(IntConsumer task) {
        List<Future<?>> others = new ArrayList<>(size - 1);
        for (int i = 0; i < size - 1; i++) {
            int part = i;
            others.add(helpers.submit(() -> task.accept(part)));
        }
        OpenMp.use(1);
        try {
            task.accept(size - 1);
        } finally {
            OpenMp.use(size);
            await(others);
        }
    }

    /** Calls {@code task}, as one thread alone. */
    void alone(Runnable task) {
        OpenMp.use(1);
        try {
            task.run();
        } finally {
            OpenMp.use(size);
        }
    }

    private static void await(List<Future<?>> others) {
        boolean interrupted = false;
        Throwable fault = null;
        for (Future<?> other : others) {
            while (true) {
                try {
                    other.get();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true; // the memory that a helper writes must not go before it is done
                } catch (ExecutionException e) {
                    fault = e.getCause();
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (fault != null) {
            throw new IllegalStateException("a part of a kernel failed: " + fault.getMessage(), fault);
        }
    }

    @Override
    public void close() {
        helpers.shutdown();
    }
}
