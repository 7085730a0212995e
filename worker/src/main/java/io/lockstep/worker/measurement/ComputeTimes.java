package io.lockstep.worker.measurement;

import java.util.List;

/**
 * The course of a step's computing: measured, or to be emulated. Times are from the start of the forward pass, without
 * those in which it waited for gradients of the step before.
 *
 * @param nanos forward pass, with the optimizer's updates in it, and backward pass, to the submission of the last bucket
 * @param neededNanos for each bucket in the order of its index, when a layer reads parameters of it, which are updated then
 * @param readyNanos for each bucket, when its gradients are submitted
 */
public record ComputeTimes(long nanos, List<Long> neededNanos, List<Long> readyNanos) {
    public ComputeTimes {
        neededNanos = List.copyOf(neededNanos);
        readyNanos = List.copyOf(readyNanos);
    }

    /** The same course in another time. */
    public ComputeTimes scaledTo(long nanos) {
        double factor = (double) nanos / this.nanos;
        return new ComputeTimes(nanos, scaled(neededNanos, factor), scaled(readyNanos, factor));
    }

    private static List<Long> scaled(List<Long> times, double factor) {
        return times.stream().map(time -> Math.round(time * factor)).toList();
    }
}
