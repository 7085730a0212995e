package io.lockstep.benchmarks.cpu;

import java.util.List;

/** The command line is wrong. */
final class OptionException extends RuntimeException {
    private final List<String> faults;

    OptionException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** A line each. */
    List<String> faults() {
        return faults;
    }
}
