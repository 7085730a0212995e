package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.task.Engine;

/**
 * What one contestant reached in a row.
 *
 * @param contestant its name
 * @param peakKibibytes the most memory that its process held
 * @param loss after the last step, a finite number
 */
public record Score(String contestant, Engine engine, Timing timing, long peakKibibytes, double loss) {
    long peakMebibytes() {
        return Math.round(peakKibibytes / 1024.0);
    }
}
