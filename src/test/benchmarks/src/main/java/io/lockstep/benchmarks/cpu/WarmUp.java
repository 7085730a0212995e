package io.lockstep.benchmarks.cpu;

import java.util.function.LongSupplier;

/**
 * Runs a contestant until its steps take no longer: its code is compiled, its memory in place, its primitives made.
 * Finds out meanwhile how many steps make a window long enough to be timed beside clocks that tick in hundredths of a
 * second.
 */
final class WarmUp {
    private static final double WINDOW_SECONDS = 0.3;
    private static final int MOST_STEPS = 1000;
    private static final int MOST_WINDOWS = 60;
    /** Short steps are compiled again and again by the JVM in their first thousands. */
    private static final double LEAST_SECONDS = 8;
    /** So many windows in a row without a gain end it. */
    private static final int STALE_WINDOWS = 3;
    /** Smaller gains are noise. */
    private static final double GAIN = 0.97;

    private final LongSupplier nanoTime;

    WarmUp(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Sets the contestant's window and returns about how many seconds it takes.
     *
     * @param deadline after which it ends unsettled; two windows are run in any case, since the first step is never like
     *     the others
     */
    double run(Contestant contestant, long deadline) throws InterruptedException {
        double best = Double.POSITIVE_INFINITY;
        int steps = 1;
        int stale = 0;
        long start = nanoTime.getAsLong();
        for (int window = 0; window < MOST_WINDOWS && isRising(stale, start, steps); window++) {
            if (window >= 2 && nanoTime.getAsLong() >= deadline) {
                break;
            }
            double seconds = contestant.tryOut(steps).secondsPerStep();
            stale = seconds < GAIN * best ? 0 : stale + 1;
            best = Math.min(best, seconds);
            steps = stepsPerWindow(best);
        }
        contestant.stepsPerWindow(steps);
        return best * steps;
    }

    private boolean isRising(int stale, long start, int steps) {
        boolean isShort = steps > 1 && nanoTime.getAsLong() - start < LEAST_SECONDS * 1e9;
        return isShort || stale < STALE_WINDOWS;
    }

    static int stepsPerWindow(double secondsPerStep) {
        return (int) Math.max(1, Math.min(MOST_STEPS, Math.ceil(WINDOW_SECONDS / secondsPerStep)));
    }
}
