package io.lockstep.driver.scaling;

import io.lockstep.worker.measurement.Measured;
import java.util.List;

/**
 * One run of a scaling experiment.
 *
 * @param batchSize of each worker
 * @param ranks what each of its workers measured
 */
public record ScalingRun(int batchSize, List<Measured> ranks) {
    private static final double NANOS = 1e9;

    public ScalingRun {
        ranks = List.copyOf(ranks);
    }

    public int workers() {
        return ranks.size();
    }

    Breakdown breakdown() {
        return Breakdown.of(ranks);
    }

    public double imagesPerSecond() {
        return workers() * batchSize / breakdown().step();
    }

    /** Mean over ranks and steps of what a step would take if it never waited for gradients, in seconds. */
    double ownSeconds() {
        return ranks.stream()
                        .flatMap(rank -> rank.steps().stream())
                        .mapToLong(step -> step.ownNanos())
                        .average()
                        .orElseThrow()
                / NANOS;
    }

    /** How long collectives went on per step, in seconds. */
    double networkSeconds() {
        return ranks.stream().mapToLong(Measured::networkNanos).average().orElseThrow() / NANOS / steps();
    }

    /** What a rank sends per step. */
    double sentBytes() {
        return ranks.stream().mapToLong(Measured::sentBytes).average().orElseThrow() / steps();
    }

    public long hosts() {
        return ranks.stream().map(Measured::host).distinct().count();
    }

    private int steps() {
        return ranks.get(0).steps().size();
    }
}
