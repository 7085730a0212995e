package io.lockstep.benchmarks.task;

import java.util.Locale;

/** What computes, and in libtorch's case the layout in which its user keeps images and convolutions' weights. */
public enum Engine {
    LOCKSTEP,
    LIBTORCH_CONTIGUOUS,
    LIBTORCH_CHANNELS_LAST;

    public boolean isOurs() {
        return this == LOCKSTEP;
    }

    /** For people, such as {@code libtorch channels-last}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replaceFirst("_", " ").replace('_', '-');
    }
}
