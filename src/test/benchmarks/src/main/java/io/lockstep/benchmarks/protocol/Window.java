package io.lockstep.benchmarks.protocol;

/**
 * Some steps timed together.
 *
 * @param nanos they took
 * @param foreignNanos processor time that others used meanwhile, all cores together; what a hypervisor took included
 */
public record Window(int steps, long nanos, long foreignNanos) {
    public Window {
        if (steps < 1 || nanos < 1 || foreignNanos < 0) {
            throw new IllegalArgumentException("a window has steps and a duration, but got " + steps + " steps, "
                    + nanos + " ns and " + foreignNanos + " ns of others");
        }
    }

    public double secondsPerStep() {
        return nanos / 1e9 / steps;
    }

    /**
     * Processor time of others over the window's own. A step of several threads waits for the slowest, so another's work
     * on any of their cores may delay all of it.
     */
    public double disturbance() {
        return (double) foreignNanos / nanos;
    }
}
