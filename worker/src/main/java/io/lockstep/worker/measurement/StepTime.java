package io.lockstep.worker.measurement;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Where a rank's time went in one step. A step lasts from the moment in which all parameters were updated by the step
 * before, at the end of a forward pass, to that in which they are updated by its own gradients: backward pass, next
 * batch, next forward pass.
 *
 * @param dataNanos waiting for the batch
 * @param computeNanos forward and backward pass and the optimizer's updates
 * @param blockedNanos waiting for what was submitted
 * @param nanos the whole step
 */
public record StepTime(long dataNanos, long computeNanos, long blockedNanos, long nanos) {
    /** What is neither data, computing nor waiting for gradients. */
    @JsonIgnore
    public long restNanos() {
        return nanos - computeNanos - dataNanos - blockedNanos;
    }

    /** What the step would take if it never waited for gradients. */
    @JsonIgnore
    public long ownNanos() {
        return nanos - blockedNanos;
    }
}
