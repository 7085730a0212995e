package io.lockstep.benchmarks.comms.entrant;

import java.util.Locale;

/** Whose all-reduce it is. */
public enum Family {
    LOCKSTEP,
    GLOO,
    MPI;

    public boolean isOurs() {
        return this == LOCKSTEP;
    }

    /** As in the ratios and in {@code --peers}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
