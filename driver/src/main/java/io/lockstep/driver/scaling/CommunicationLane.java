package io.lockstep.driver.scaling;

import io.lockstep.worker.overlap.Overlap;
import io.lockstep.worker.overlap.Slice;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * The communication of one step, simulated: slices of gradients are summed one after the other in the order that workers
 * would agree on, each as soon as all ranks have submitted it and the one before is done, while the backward pass and the
 * next forward pass go on.
 *
 * @param slices of all buckets
 * @param needed when the forward pass needs each bucket, as a share of what the step takes if it never waits
 * @param ready when each is submitted, in the same way
 */
record CommunicationLane(List<Slice> slices, List<Double> needed, List<Double> ready) {
    /**
     * Seconds of a step in the long run.
     *
     * @param own seconds that a step of the slowest rank takes if it never waits
     */
    double step(double own, Network network, int workers) {
        Overlap overlap = new Overlap(slices, times(needed, own), times(ready, own), own);
        IntToDoubleFunction seconds = bytes -> network.allReduceSeconds(bytes, workers);
        return own + overlap.standstill(overlap.order(seconds), seconds);
    }

    private static List<Double> times(List<Double> shares, double own) {
        return shares.stream().map(share -> share * own).toList();
    }

    /** Of all slices. */
    long bytes() {
        return slices.stream().mapToLong(Slice::bytes).sum();
    }

    /** Seconds that the slices take one after the other. */
    double busy(Network network, int workers) {
        return slices.stream()
                .mapToDouble(slice -> network.allReduceSeconds(slice.bytes(), workers))
                .sum();
    }
}
