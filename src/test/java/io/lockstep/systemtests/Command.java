package io.lockstep.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A child process and what it has written so far; closing it ends the process and its children. */
final class Command implements AutoCloseable {
    private final List<String> words;
    private final Process process;
    private final Path output;
    private final long startNanos = System.nanoTime();

    private Command(List<String> words, Process process, Path output) {
        this.words = words;
        this.process = process;
        this.output = output;
    }

    /** Runs {@code words} to their end; no longer than {@code longest}, or the test fails. */
    static Outcome run(Duration longest, String... words) throws IOException, InterruptedException {
        return run(longest, Map.of(), words);
    }

    /** As {@link #run(Duration, String...)}, with additions to the environment. */
    static Outcome run(Duration longest, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        try (Command command = start(environment, words)) {
            return command.await(longest);
        }
    }

    /** Starts {@code words} in the root of the checkout; the caller closes the command. */
    static Command start(Map<String, String> environment, String... words) throws IOException {
        Files.createDirectories(Checkout.OUTPUT);
        Path output = Files.createTempFile(Checkout.OUTPUT, "command-", ".log");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(Checkout.ROOT.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Command(List.of(words), builder.start(), output);
    }

    Outcome await(Duration longest) throws InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("not ended after " + longest.toSeconds() + " s: " + describe());
        }
        return new Outcome(process.exitValue(), output(), Duration.ofNanos(System.nanoTime() - startNanos));
    }

    /** Waits until the output holds a match of {@code pattern}, and returns it; fails early if the process ends. */
    Matcher awaitOutput(Pattern pattern, Duration longest) throws InterruptedException {
        return Patience.await("'" + pattern + "' in the output of " + describe(), longest, () -> {
            boolean ended = !process.isAlive();
            Matcher matcher = pattern.matcher(output());
            if (matcher.find()) {
                return Optional.of(matcher);
            }
            if (ended) {
                throw new AssertionError("ended without '" + pattern + "' in its output: " + describe());
            }
            return Optional.empty();
        });
    }

    /** All that the process has written so far. */
    String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }

    private String describe() {
        return String.join(" ", words) + "\n" + output();
    }
}
