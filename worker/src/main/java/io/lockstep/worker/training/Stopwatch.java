package io.lockstep.worker.training;

/** Seconds since it was started last. */
final class Stopwatch {
    private static final double NANOS = 1e9;

    private long start = System.nanoTime();

    void restart() {
        start = System.nanoTime();
    }

    double seconds() {
        return (System.nanoTime() - start) / NANOS;
    }
}
