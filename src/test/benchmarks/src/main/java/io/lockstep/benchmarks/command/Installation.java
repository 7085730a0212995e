package io.lockstep.benchmarks.command;

import io.lockstep.benchmarks.BenchmarkException;
import java.nio.file.Path;

/**
 * Where things are, from the system properties that deploy/bench sets.
 *
 * @param libtorch folder of the official libraries
 * @param scratch folder for logs and unpacked libraries
 */
public record Installation(Path libtorch, Path scratch) {
    public static Installation ofProcess() {
        return new Installation(path("lockstep.libtorch"), path("lockstep.scratch"));
    }

    private static Path path(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new BenchmarkException(
                    "the system property " + property + " is missing; start with deploy/lockstep bench");
        }
        return Path.of(value);
    }
}
