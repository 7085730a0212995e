package io.lockstep.benchmarks.task;

import java.util.Locale;

/** Element type in which parameters and activations are held. */
public enum Precision {
    FLOAT32;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
