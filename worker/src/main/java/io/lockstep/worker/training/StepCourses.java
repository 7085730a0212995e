package io.lockstep.worker.training;

import io.lockstep.worker.measurement.ComputeTimes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The courses of the last steps' computing, see {@link ComputeTimes}. A step that did not wait for the updates of all buckets
 * in its forward pass, as the first one, does not count.
 */
final class StepCourses {
    private static final int KEPT = 32;

    private final int buckets;
    private final long[] ends = new long[KEPT];
    /** Of step s and bucket b at {@code s * buckets + b}. */
    private final long[] needed;

    private final long[] ready;
    private final BitSet wereNeeded = new BitSet();
    private long count;

    StepCourses(int buckets) {
        this.buckets = buckets;
        needed = new long[KEPT * buckets];
        ready = new long[KEPT * buckets];
    }

    void clear() {
        count = 0;
    }

    /** Parameters of the bucket are needed {@code nanos} after the start of the step. */
    void needed(int bucket, long nanos) {
        needed[place() * buckets + bucket] = nanos;
        wereNeeded.set(bucket);
    }

    /** The gradients of the bucket are ready. */
    void ready(int bucket, long nanos) {
        ready[place() * buckets + bucket] = nanos;
    }

    /** The step's computing is over. */
    void end(long nanos) {
        ends[place()] = nanos;
        if (wereNeeded.cardinality() == buckets) {
            count++;
        }
        wereNeeded.clear();
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Medians over the steps, of which there must be one at least. */
    ComputeTimes typical() {
        int steps = (int) Math.min(KEPT, count);
        List<Long> typicallyNeeded = new ArrayList<>();
        List<Long> typicallyReady = new ArrayList<>();
        for (int bucket = 0; bucket < buckets; bucket++) {
            typicallyNeeded.add(median(needed, bucket, buckets, steps));
            typicallyReady.add(median(ready, bucket, buckets, steps));
        }
        return new ComputeTimes(median(ends, 0, 1, steps), typicallyNeeded, typicallyReady);
    }

    private static long median(long[] values, int first, int stride, int steps) {
        long[] times = new long[steps];
        for (int step = 0; step < steps; step++) {
            times[step] = values[step * stride + first];
        }
        Arrays.sort(times);
        return times[steps / 2];
    }

    private int place() {
        return (int) (count % KEPT);
    }
}
