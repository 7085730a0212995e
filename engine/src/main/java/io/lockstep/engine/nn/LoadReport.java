package io.lockstep.engine.nn;

import java.util.List;

/**
 * What did not match when a state was loaded into a module that it was not made for.
 *
 * @param missing parameters and buffers of the module that the state lacks, which keep their values
 * @param unexpected entries of the state that the module has no place for
 */
public record LoadReport(List<String> missing, List<String> unexpected) {
    /** Whether everything had its place. */
    public boolean isComplete() {
        return missing.isEmpty() && unexpected.isEmpty();
    }

    @Override
    public String toString() {
        return isComplete()
                ? "all keys matched"
                : "missing keys: " + String.join(", ", missing) + "; unexpected keys: " + String.join(", ", unexpected);
    }
}
