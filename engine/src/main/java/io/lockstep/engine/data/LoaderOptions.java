package io.lockstep.engine.data;

import java.time.Duration;

/**
 * How batches are loaded; what is in them does not depend on it.
 *
 * @param threads threads that load ahead; 0 loads in the thread that asks for a batch
 * @param prefetch batches loaded or being loaded ahead of the one in use, 1 or more; as many threads can be busy at once
 * @param timeout how long to wait for a batch before giving up
 */
public record LoaderOptions(int threads, int prefetch, Duration timeout) {
    public static final LoaderOptions DEFAULT = new LoaderOptions(2, 4, Duration.ofMinutes(5));

    /** Loads in the thread that asks. */
    public static final LoaderOptions INLINE = new LoaderOptions(0, 1, Duration.ofMinutes(5));

    public LoaderOptions {
        if (threads < 0 || prefetch < 1) {
            throw new IllegalArgumentException("a loader needs 0 threads or more and a prefetch of 1 or more, but got "
                    + threads + " threads and a prefetch of " + prefetch);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a loader's timeout should be above zero, but is " + timeout);
        }
    }
}
