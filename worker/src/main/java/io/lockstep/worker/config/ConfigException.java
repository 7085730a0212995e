package io.lockstep.worker.config;

import io.lockstep.worker.LockstepException;
import java.util.List;

/** A configuration with faults, all of them together, one line each. */
public final class ConfigException extends LockstepException {
    private final List<String> faults;

    public ConfigException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
