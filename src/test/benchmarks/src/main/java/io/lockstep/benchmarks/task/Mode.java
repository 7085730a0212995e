package io.lockstep.benchmarks.task;

import java.util.Locale;

/** What a step is. */
public enum Mode {
    /** Forward, cross entropy, backward, SGD with momentum and weight decay. */
    TRAINING,
    /** Forward in evaluation mode without gradients. */
    INFERENCE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
