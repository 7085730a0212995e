package io.lockstep.benchmarks.command;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.protocol.Commands;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that answers each line it is sent with a line; closing it ends it. */
public final class ChildProcess implements Conversation {
    /** A step takes seconds; a process that is silent for so long will not speak again. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final PrintStream commands;
    private final Path log;
    /** Lines, and an empty value at the end of the output. */
    private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

    /** @param log what the process writes to its standard error */
    public ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "answers of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public String record() {
        return log.toString();
    }

    @Override
    public String ask(String command) throws InterruptedException {
        tell(command);
        return answer();
    }

    /** Sends {@code command} and does not wait. */
    public void tell(String command) {
        commands.println(command);
    }

    /** Waits for the next line of one who speaks unasked. */
    public String answer() throws InterruptedException {
        Optional<String> answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new BenchmarkException(
                    name + " has not answered for " + PATIENCE.toMinutes() + " minutes; see " + log);
        }
        if (answer.isEmpty()) {
            throw new BenchmarkException(name + " ended" + status() + "; see " + log);
        }
        return answer.get();
    }

    /** What one who was not asked has said, or how it ended; empty if it lives and is silent. */
    public Optional<String> lastWords() {
        Optional<String> said = Objects.requireNonNullElse(answers.poll(), Optional.empty());
        return said.isPresent() || process.isAlive()
                ? said
                : Optional.of("ended with status " + process.exitValue() + "; see " + log);
    }

    @Override
    public void close() {
        commands.println(Commands.QUIT);
        commands.close();
        try {
            if (!process.waitFor(FAREWELL.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** 137 is the kernel's way to end a process when memory is short. */
    private String status() throws InterruptedException {
        return process.waitFor(FAREWELL.toSeconds(), TimeUnit.SECONDS)
                ? " with status " + process.exitValue() + (process.exitValue() == 137 ? " (out of memory?)" : "")
                : "";
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(Optional.of(line));
            }
        } catch (IOException e) {
            answers.add(Optional.of("error " + e.getMessage()));
        }
        answers.add(Optional.empty());
    }
}
