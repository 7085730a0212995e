package io.lockstep.worker.measurement;

import io.lockstep.worker.overlap.Slice;
import java.util.List;

/**
 * What one worker measured.
 *
 * @param host where it ran
 * @param cores that its Java virtual machine sees there
 * @param steps the measured ones, in order
 * @param compute the median of each time over the steps
 * @param slices of the gradients, as they are summed
 * @param sentBytes handed to the network in all measured steps
 * @param networkNanos time in which collectives were going on in all measured steps
 * @param probes times of single all-reduces, by rising size; empty if none were asked for
 */
public record Measured(
        String host,
        int cores,
        List<StepTime> steps,
        ComputeTimes compute,
        List<Slice> slices,
        long sentBytes,
        long networkNanos,
        List<AllReduceTime> probes) {
    public Measured {
        steps = List.copyOf(steps);
        slices = List.copyOf(slices);
        probes = List.copyOf(probes);
    }
}
