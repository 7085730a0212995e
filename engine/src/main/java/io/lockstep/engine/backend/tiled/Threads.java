package io.lockstep.engine.backend.tiled;

import java.util.function.IntConsumer;

/** The threads over which kernels are cut. */
public interface Threads extends AutoCloseable {
    int size();

    /** Runs the task for 0 up to {@link #size}, each on a thread of its own, the last on the caller's. */
    void run(IntConsumer task);

    @Override
    void close();

    /** The caller's thread alone. */
    static Threads callers() {
        return new Threads() {
            @Override
            public int size() {
                return 1;
            }

            @Override
            public void run(IntConsumer task) {
                task.accept(0);
            }

            @Override
            public void close() {}
        };
    }
}
