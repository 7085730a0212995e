package io.lockstep.benchmarks.comms.entrant;

import io.lockstep.benchmarks.command.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Ranks that are one shell script. */
public final class ShellRanks {
    private ShellRanks() {}

    public static Ranks start(String script) throws IOException {
        return start(script, Optional.empty());
    }

    static Ranks start(String script, Optional<String> witness) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", script).start();
        ChildProcess child = new ChildProcess("shell", process, Path.of("logs/shell.log"));
        return new Ranks("shell", child, List.of(child::tell), () -> witness, child);
    }
}
