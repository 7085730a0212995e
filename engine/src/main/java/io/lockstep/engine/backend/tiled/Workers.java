package io.lockstep.engine.backend.tiled;

import org.jspecify.annotations.Nullable;

/** Cuts kernels over threads, each of which has tiles of its own. */
final class Workers implements AutoCloseable {
    /** Elements below which one thread is done before another would have begun: it takes some 10 us to wake it. */
    static final long FEW = 1 << 15;

    private final Threads threads;
    private final long few;
    private final Worker[] workers;

    /** @param few elements below which one thread does all */
    Workers(Threads threads, long few) {
        this.threads = threads;
        this.few = few;
        workers = new Worker[threads.size()];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i);
        }
    }

    /** What a thread does with its share, the units from {@code first} to {@code end}, without it. */
    interface Task {
        void run(Worker worker, int first, int end);
    }

    /** What a thread does with a tile. */
    interface TileTask {
        void run(Worker worker, int first, int count);
    }

    int size() {
        return workers.length;
    }

    Worker get(int index) {
        return workers[index];
    }

    /** The tiles for a kernel that runs on the caller's thread alone. */
    Worker alone() {
        return workers[workers.length - 1];
    }

    void forEachTile(long elements, TileTask task) {
        int count = Math.toIntExact(elements);
        int tiles = (int) ((elements + Tile.SIZE - 1) / Tile.SIZE);
        share(tiles, elements, (worker, first, end) -> {
            for (int tile = first; tile < end; tile++) {
                int start = tile * Tile.SIZE;
                task.run(worker, start, Math.min(Tile.SIZE, count - start));
            }
        });
    }

    /** @param elements of all units, which tell whether it is worth several threads */
    void share(int units, long elements, Task task) {
        if (units == 0) {
            return;
        }
        if (workers.length == 1 || elements < few || units == 1) {
            task.run(alone(), 0, units);
            return;
        }
        ArithmeticException[] faults = new ArithmeticException[workers.length];
        threads.run(i -> {
            int first = (int) ((long) units * i / workers.length);
            int end = (int) ((long) units * (i + 1) / workers.length);
            try {
                task.run(workers[i], first, end);
            } catch (ArithmeticException e) {
                faults[i] = e;
            }
        });
        for (@Nullable ArithmeticException fault : faults) {
            if (fault != null) {
                throw fault;
            }
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
