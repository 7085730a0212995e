package io.lockstep.benchmarks.command;

import java.util.List;

/** The command line is wrong. */
public final class OptionException extends RuntimeException {
    private final List<String> faults;

    public OptionException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** A line each. */
    public List<String> faults() {
        return faults;
    }
}
