package io.lockstep.worker.training;

import io.lockstep.worker.measurement.ComputeTimes;
import io.lockstep.worker.overlap.Overlap;
import java.util.concurrent.TimeUnit;

/** Waits for as long as computing would take, so that more workers than cores can be studied. */
final class EmulatedCompute {
    private final ComputeTimes times;
    private final int[] byNeed;
    private long begun;

    EmulatedCompute(ComputeTimes times) {
        this.times = times;
        byNeed = Overlap.byNeed(times.neededNanos());
    }

    /** The forward pass begins. */
    void begin() {
        begun = System.nanoTime();
    }

    /** Indices of the buckets in the order in which the forward pass needs them. */
    int[] bucketsByNeed() {
        return byNeed;
    }

    /** Returns when a layer would read the bucket's parameters. */
    void awaitNeed(int bucket) throws InterruptedException {
        sleepUntil(times.neededNanos().get(bucket));
    }

    /** Computing stood still for so long, and goes on later. */
    void stoodStill(long nanos) {
        begun += nanos;
    }

    /** Returns when back-propagation would have completed the bucket. */
    void awaitGradients(int bucket) throws InterruptedException {
        sleepUntil(times.readyNanos().get(bucket));
    }

    /** Returns when the backward pass would be over. */
    void awaitEnd() throws InterruptedException {
        sleepUntil(times.nanos());
    }

    private void sleepUntil(long sinceBegun) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(begun + sinceBegun - System.nanoTime());
    }
}
