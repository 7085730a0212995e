package io.lockstep.cuda.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** PyTorch on the same GPU: a script of the bundle that measures the same things and tells them line by line. */
final class Peer {
    private static final String PROBE =
            "import torch; assert torch.cuda.is_available(), 'PyTorch sees no GPU'; print(torch.__version__)";
    private static final Duration PROBE_TIME = Duration.ofSeconds(90);

    private final Plan plan;
    private final Path script;
    private final String python;

    /**
     * @param script {@code peer.py}
     * @param python the program that runs it
     */
    Peer(Plan plan, Path script, String python) {
        this.plan = plan;
        this.script = script;
        this.python = python;
    }

    /** The answer to whether PyTorch can be measured: its version, or why not. */
    record Probe(boolean works, String words) {}

    Probe probe() {
        if (!Files.isRegularFile(script)) {
            return new Probe(false, "the script " + script + " is not there");
        }
        List<String> lines = new ArrayList<>();
        try {
            int status = run(List.of(python, "-c", PROBE), "", PROBE_TIME, lines::add);
            String last = lines.isEmpty() ? "no answer" : lines.get(lines.size() - 1);
            if (last.contains("No module named 'torch'")) {
                return new Probe(false, "PyTorch is not installed here");
            }
            return new Probe(
                    status == 0, status == 0 ? "PyTorch " + last : "PyTorch does not work here (" + last + ")");
        } catch (IOException e) {
            return new Probe(false, "there is no " + python + " here");
        }
    }

    /**
     * Measures until the time is over.
     *
     * @param words takes what is no measurement
     */
    void measure(Duration time, Consumer<Measurement> sink, Consumer<String> words) {
        List<String> command = new ArrayList<>(List.of(
                python,
                script.toString(),
                "--device",
                String.valueOf(plan.device()),
                "--only",
                String.join(",", plan.parts()),
                "--precision",
                String.join(",", plan.precisions().stream().map(Precision::word).toList()),
                "--batch",
                String.valueOf(plan.batch()),
                "--batches",
                String.join(",", plan.batches().stream().map(String::valueOf).toList()),
                "--models",
                String.join(",", plan.models()),
                "--seconds",
                String.valueOf(time.toSeconds())));
        try {
            run(command, convolutions(), time.plusSeconds(30), line -> {
                Measurement measurement = Measurement.parse(line);
                if (measurement == null) {
                    words.accept(line);
                } else {
                    sink.accept(measurement);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("PyTorch's script could not be run: " + e.getMessage(), e);
        }
    }

    /** A line for each: its name, then its numbers. */
    private String convolutions() {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<ConvolutionWork, Integer> entry : plan.convolutions().entrySet()) {
            ConvolutionWork work = entry.getKey();
            lines.append(work)
                    .append('|')
                    .append(work.channels() + " " + work.size() + " " + work.filters() + " " + work.kernel() + " "
                            + work.stride() + " " + entry.getValue())
                    .append('\n');
        }
        return lines.toString();
    }

    /** @return the status, 124 if the time was over */
    private static int run(List<String> command, String input, Duration time, Consumer<String> sink)
            throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .directory(new File("."))
                .start();
        Thread clock = new Thread(() -> stopAfter(process, time), "lockstep-peer-clock");
        clock.setDaemon(true);
        clock.start();
        try (BufferedWriter writer = process.outputWriter(StandardCharsets.UTF_8)) {
            writer.write(input);
        }
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                sink.accept(line);
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void stopAfter(Process process, Duration time) {
        try {
            if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
