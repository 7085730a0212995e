package io.lockstep.benchmarks.comms.network;

import io.lockstep.benchmarks.BenchmarkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of the system that set something up and are done in no time. */
public final class SystemCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private SystemCommand() {}

    /**
     * Runs a command, its words separated by spaces, and returns what it wrote.
     *
     * @throws BenchmarkException if it fails
     */
    static String run(String command) {
        return run(List.of(command.split(" ", -1)));
    }

    /** What a command wrote; empty if it fails or does not exist. */
    public static Optional<String> tryRun(String command) {
        try {
            return Optional.of(run(command));
        } catch (BenchmarkException e) {
            return Optional.empty();
        }
    }

    static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new BenchmarkException("`" + String.join(" ", command) + "` failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new BenchmarkException("cannot run `" + String.join(" ", command) + "`: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted in `" + String.join(" ", command) + "`", e);
        }
    }
}
