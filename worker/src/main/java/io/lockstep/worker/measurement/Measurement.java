package io.lockstep.worker.measurement;

import org.jspecify.annotations.Nullable;

/**
 * How a worker is to measure its training.
 *
 * @param warmUpSteps steps before the measured ones, at least one
 * @param steps measured ones
 * @param generated images to make up in memory; null to read those of the configuration
 * @param emulated waits to put in the place of computing; null to compute
 * @param probe whether to time some all-reduces afterwards
 */
public record Measurement(
        int warmUpSteps,
        int steps,
        @Nullable ImageFormat generated,
        @Nullable ComputeTimes emulated,
        boolean probe) {}
