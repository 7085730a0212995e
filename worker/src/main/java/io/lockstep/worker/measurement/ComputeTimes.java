package io.lockstep.worker.measurement;

import java.util.List;

/**
 * How long the computing of a step takes, and when in it the buckets of gradients are ready: measured, or to be emulated.
 *
 * @param optimizerNanos the optimizer's update
 * @param gradientNanos forward and backward pass, to the submission of the last bucket
 * @param readyNanos for each bucket in the order of reduction, from the start of the forward pass until it is submitted
 */
public record ComputeTimes(long optimizerNanos, long gradientNanos, List<Long> readyNanos) {
    public ComputeTimes {
        readyNanos = List.copyOf(readyNanos);
    }

    /** Of the whole step. */
    public long nanos() {
        return optimizerNanos + gradientNanos;
    }

    /** The same course in another time. */
    public ComputeTimes scaledTo(long nanos) {
        double factor = (double) nanos / nanos();
        return new ComputeTimes(
                Math.round(optimizerNanos * factor),
                Math.round(gradientNanos * factor),
                readyNanos.stream().map(ready -> Math.round(ready * factor)).toList());
    }
}
