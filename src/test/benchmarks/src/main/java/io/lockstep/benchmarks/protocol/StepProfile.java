package io.lockstep.benchmarks.protocol;

import io.lockstep.engine.backend.profile.OperationProfile;
import java.util.List;

/**
 * Where the time of some steps went.
 *
 * @param steps that were profiled
 * @param nanos of all of them
 * @param operations kernels by operation, the longest first; the rest of the time passed outside kernels
 */
public record StepProfile(int steps, long nanos, List<OperationProfile.Row> operations) {
    /** Time that no kernel took. */
    public long nanosOutsideKernels() {
        return nanos
                - operations.stream().mapToLong(OperationProfile.Row::nanos).sum();
    }

    /** Sizes of all operands and results. */
    public long bytes() {
        return operations.stream().mapToLong(OperationProfile.Row::bytes).sum();
    }
}
