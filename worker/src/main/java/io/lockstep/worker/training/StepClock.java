package io.lockstep.worker.training;

import io.lockstep.worker.measurement.ComputeTimes;
import io.lockstep.worker.measurement.StepTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the times of a rank's steps, see {@link StepTime}: each mark is one {@link System#nanoTime} and at most one write
 * to an array made beforehand. It stops recording steps when its room is used up.
 */
final class StepClock {
    private final int steps;
    private final StepCourses courses;
    private final List<StepTime> recorded;
    private long loading;
    private long loaded;
    private long begun;
    private long waiting;
    private long submitted = System.nanoTime();
    private long updated = submitted;
    private boolean isInForward;
    /** Since the forward pass began. */
    private long blockedInForward;
    /** Since all parameters were updated last. */
    private long blockedInStep;

    private long blockedNanos;

    /** @param steps that it has room for; 0 for who does not want to know the times of single steps */
    StepClock(int steps, int buckets) {
        this.steps = steps;
        courses = new StepCourses(buckets);
        recorded = new ArrayList<>(steps);
    }

    /** Forgets what was recorded; the step that goes on counts. */
    void clear() {
        recorded.clear();
        courses.clear();
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
        blockedInForward = 0;
        isInForward = true;
    }

    /** Parameters of a bucket are about to be read, and wait for their update. */
    void needed(int bucket) {
        if (isInForward) {
            courses.needed(bucket, sinceBegun());
        }
    }

    /** What was submitted is waited for. */
    void waiting() {
        waiting = System.nanoTime();
    }

    /** It has arrived; returns for how long it was waited for. */
    long arrived() {
        long blocked = System.nanoTime() - waiting;
        blockedInForward += blocked;
        blockedInStep += blocked;
        blockedNanos += blocked;
        return blocked;
    }

    /** Whether the first forward pass of a step goes on, in which parameters are updated. */
    boolean isUpdating() {
        return isInForward;
    }

    /** All parameters are updated, and the first forward pass over: the end of the step before and the start of this one. */
    void updated() {
        long now = System.nanoTime();
        if (recorded.size() < steps) {
            long compute = submitted - updated + now - begun - blockedInForward;
            recorded.add(new StepTime(loaded - loading, compute, blockedInStep, now - updated));
        }
        blockedInStep = 0;
        isInForward = false;
        updated = now;
    }

    /** A bucket is submitted. */
    void ready(int bucket) {
        courses.ready(bucket, sinceBegun());
    }

    /** The last bucket was submitted. */
    void submitted() {
        submitted = System.nanoTime();
        courses.end(submitted - begun - blockedInForward);
    }

    private long sinceBegun() {
        return System.nanoTime() - begun - blockedInForward;
    }

    /** Time that all steps so far, recorded or not, have waited for what they submitted. */
    long blockedNanos() {
        return blockedNanos;
    }

    List<StepTime> steps() {
        return List.copyOf(recorded);
    }

    /** The courses of the last steps. */
    StepCourses courses() {
        return courses;
    }

    /** The typical course of the last steps, of which there must be one at least. */
    ComputeTimes compute() {
        return courses.typical();
    }
}
