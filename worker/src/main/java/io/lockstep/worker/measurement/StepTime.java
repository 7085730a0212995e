package io.lockstep.worker.measurement;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Where a rank's time went in one step. A step lasts from the moment in which the last gradients of the one before had
 * arrived to that in which its own have: the optimizer's update with the former is its first part.
 *
 * @param optimizerNanos updating the parameters
 * @param dataNanos waiting for the batch
 * @param gradientNanos forward and backward pass, to the submission of the last bucket
 * @param blockedNanos waiting for what was submitted
 * @param nanos the whole step
 */
public record StepTime(long optimizerNanos, long dataNanos, long gradientNanos, long blockedNanos, long nanos) {
    @JsonIgnore
    public long computeNanos() {
        return optimizerNanos + gradientNanos;
    }

    /** What is neither data, computing nor waiting for gradients. */
    @JsonIgnore
    public long restNanos() {
        return nanos - computeNanos() - dataNanos - blockedNanos;
    }

    /** From the start of the step to the submission of its last bucket. */
    @JsonIgnore
    public long arrivalNanos() {
        return nanos - blockedNanos;
    }
}
