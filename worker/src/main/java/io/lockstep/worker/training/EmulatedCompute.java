package io.lockstep.worker.training;

import io.lockstep.worker.measurement.ComputeTimes;
import java.util.concurrent.TimeUnit;

/** Waits for as long as computing would take, so that more workers than cores can be studied. */
final class EmulatedCompute {
    private final ComputeTimes times;
    private long begun;

    EmulatedCompute(ComputeTimes times) {
        this.times = times;
    }

    /** The forward pass begins. */
    void begin() {
        begun = System.nanoTime();
    }

    /** Returns when back-propagation would have completed the bucket. */
    void awaitBucket(int bucket) throws InterruptedException {
        sleepUntil(begun + times.readyNanos().get(bucket));
    }

    /** Returns when the backward pass would be over. */
    void awaitGradients() throws InterruptedException {
        sleepUntil(begun + times.gradientNanos());
    }

    /** Takes the optimizer's time. */
    void update() throws InterruptedException {
        sleepUntil(System.nanoTime() + times.optimizerNanos());
    }

    private static void sleepUntil(long time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time - System.nanoTime());
    }
}
