package io.lockstep.worker.training;

import io.lockstep.worker.measurement.ComputeTimes;
import io.lockstep.worker.measurement.StepTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the times of a rank's steps, see {@link StepTime}: each mark is one {@link System#nanoTime} and at most one write
 * to an array made beforehand. It stops recording when its room is used up; only {@link #blockedNanos} goes on.
 */
final class StepClock {
    private final int steps;
    private final int buckets;
    private final long[] optimizer;
    private final long[] data;
    private final long[] gradients;
    private final long[] blocked;
    private final long[] total;
    /** Of step s and bucket b at {@code s * buckets + b}. */
    private final long[] ready;

    private int recorded;
    private long released = System.nanoTime();
    private long updated = released;
    private long loading;
    private long loaded;
    private long begun;
    private long submitted;
    private long blockedNanos;

    /** @param steps that it has room for */
    StepClock(int steps, int buckets) {
        this.steps = steps;
        this.buckets = buckets;
        optimizer = new long[steps];
        data = new long[steps];
        gradients = new long[steps];
        blocked = new long[steps];
        total = new long[steps];
        ready = new long[Math.multiplyExact(steps, buckets)];
    }

    /** For who does not want to know the times of single steps. */
    static StepClock withoutSteps() {
        return new StepClock(0, 0);
    }

    /** Forgets what was recorded; the step that goes on counts. */
    void clear() {
        recorded = 0;
    }

    /** The batch is asked for. */
    void loading() {
        loading = System.nanoTime();
    }

    /** The batch is there. */
    void loaded() {
        loaded = System.nanoTime();
    }

    /** The forward pass begins. */
    void begun() {
        begun = System.nanoTime();
    }

    /** A bucket is submitted. */
    void ready(int bucket) {
        if (recorded < steps) {
            ready[recorded * buckets + bucket] = System.nanoTime() - begun;
        }
    }

    /** The last bucket was submitted. */
    void submitted() {
        submitted = System.nanoTime();
    }

    /** All that was submitted has arrived: the end of this step and the start of the next. */
    void released() {
        long now = System.nanoTime();
        if (recorded < steps) {
            optimizer[recorded] = updated - released;
            data[recorded] = loaded - loading;
            gradients[recorded] = submitted - begun;
            blocked[recorded] = now - submitted;
            total[recorded] = now - released;
            recorded++;
        }
        blockedNanos += now - submitted;
        released = now;
        updated = now;
    }

    /** The optimizer is done. */
    void updated() {
        updated = System.nanoTime();
    }

    /** Time that all steps so far, recorded or not, have waited for what they submitted. */
    long blockedNanos() {
        return blockedNanos;
    }

    List<StepTime> steps() {
        List<StepTime> times = new ArrayList<>();
        for (int step = 0; step < recorded; step++) {
            times.add(new StepTime(optimizer[step], data[step], gradients[step], blocked[step], total[step]));
        }
        return times;
    }

    /** Medians over the recorded steps, of which there must be one at least. */
    ComputeTimes compute() {
        List<Long> typical = new ArrayList<>();
        for (int bucket = 0; bucket < buckets; bucket++) {
            long[] times = new long[recorded];
            for (int step = 0; step < recorded; step++) {
                times[step] = ready[step * buckets + bucket];
            }
            typical.add(median(times));
        }
        return new ComputeTimes(
                median(Arrays.copyOf(optimizer, recorded)), median(Arrays.copyOf(gradients, recorded)), typical);
    }

    private static long median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
