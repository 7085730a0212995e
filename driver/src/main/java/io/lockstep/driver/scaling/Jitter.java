package io.lockstep.driver.scaling;

import io.lockstep.worker.measurement.Measured;
import io.lockstep.worker.measurement.StepTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How much the steps of ranks scatter: their own times as shares of their run's mean, from which those of others are drawn. */
final class Jitter {
    private static final int DRAWS = 4000;
    private static final long SEED = 1;

    private final double[] shares;

    /** Of the steps of {@code runs}. */
    static Jitter of(List<ScalingRun> runs) {
        List<Double> shares = new ArrayList<>();
        for (ScalingRun run : runs) {
            double mean = run.ownSeconds() * 1e9;
            for (Measured rank : run.ranks()) {
                for (StepTime step : rank.steps()) {
                    shares.add(step.ownNanos() / mean);
                }
            }
        }
        return new Jitter(
                shares.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    /** @param shares sorted, with a mean of 1 */
    Jitter(double... shares) {
        this.shares = shares;
    }

    /**
     * Steps of {@code workers}: the share of the slowest in each (Efron's bootstrap). The greatest of n draws from k sorted
     * shares is the one at k u^(1/n) for an even u in 0..1, so one random number per step is enough.
     */
    double[] slowest(int workers) {
        Random random = new Random(SEED);
        double[] slowest = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            double even = (i + random.nextDouble()) / DRAWS; // stratified: less noise for the same draws
            slowest[i] = shares[(int) Math.min(shares.length - 1, shares.length * Math.pow(even, 1.0 / workers))];
        }
        return slowest;
    }
}
