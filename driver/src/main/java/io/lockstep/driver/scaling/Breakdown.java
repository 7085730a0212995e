package io.lockstep.driver.scaling;

import io.lockstep.worker.measurement.Measured;
import io.lockstep.worker.measurement.StepTime;
import java.util.List;

/**
 * Where the seconds of a mean step go; the parts add up to the step. What a rank was blocked for is split in two: it waits
 * for the slowest as long as that one's own work takes longer; what goes beyond is exposed communication.
 *
 * @param data waiting for batches
 * @param compute forward and backward pass, and the optimizer
 * @param communication waiting for collectives beyond that
 * @param waiting for the slowest rank of each step
 * @param rest all else
 */
record Breakdown(double data, double compute, double communication, double waiting, double rest) {
    private static final double NANOS = 1e9;

    /** The mean over all ranks and steps. */
    static Breakdown of(List<Measured> ranks) {
        int steps = ranks.get(0).steps().size();
        double data = 0;
        double compute = 0;
        double communication = 0;
        double waiting = 0;
        double rest = 0;
        for (int step = 0; step < steps; step++) {
            long longest = longest(ranks, step);
            for (Measured rank : ranks) {
                StepTime time = rank.steps().get(step);
                long waited = Math.min(time.blockedNanos(), longest - time.ownNanos());
                data += time.dataNanos();
                compute += time.computeNanos();
                waiting += waited;
                communication += time.blockedNanos() - waited;
                rest += time.restNanos();
            }
        }
        double count = steps * ranks.size() * NANOS;
        return new Breakdown(data / count, compute / count, communication / count, waiting / count, rest / count);
    }

    private static long longest(List<Measured> ranks, int step) {
        long longest = 0;
        for (Measured rank : ranks) {
            longest = Math.max(longest, rank.steps().get(step).ownNanos());
        }
        return longest;
    }

    /** Seconds of the whole step. */
    double step() {
        return data + compute + communication + waiting + rest;
    }

    double of(Category category) {
        return switch (category) {
            case DATA -> data;
            case COMPUTE -> compute;
            case COMMUNICATION -> communication;
            case WAITING -> waiting;
            case REST -> rest;
        };
    }

    /** What part of the step goes there, 0 to 1. */
    double share(Category category) {
        return of(category) / step();
    }

    /**
     * What part of the step is lost there against {@code alone}, the step of one worker, of which {@code idealShare} would be
     * enough if nothing were lost; together with the efficiency these parts add up to 1. Negative where something is gained.
     */
    double lost(Category category, Breakdown alone, double idealShare) {
        return (of(category) - idealShare * alone.of(category)) / step();
    }
}
