package io.lockstep.driver;

import io.lockstep.driver.gradients.GradientsReport;
import io.lockstep.worker.Json;
import io.lockstep.worker.config.ConfigException;
import io.lockstep.worker.experiment.VanishingGradients;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** {@code lockstep gradients}: shows the vanishing gradient of sigmoid networks, and its cure. */
final class GradientsCommand {
    private static final String SEED = "--seed";
    private static final String BATCH_SIZE = "--batch-size";
    private static final String SVG = "--svg";
    private static final int DEFAULT_BATCH_SIZE = 64;

    private final PrintWriter out;

    GradientsCommand(PrintWriter out) {
        this.out = out;
    }

    /** For picocli. */
    static List<OptionSpec> specs() {
        return List.of(
                spec(BATCH_SIZE, "<n>", "Images of the one batch. Default: " + DEFAULT_BATCH_SIZE + "."),
                spec(SEED, "<n>", "Seed of images, labels and initial values. Default: 0."),
                spec(SVG, "<file>", "Write the picture to this file."),
                spec(Commands.JSON, "<file>", "Write the numbers to this file."));
    }

    void run(Arguments arguments) throws IOException {
        long samples = number(arguments, BATCH_SIZE, DEFAULT_BATCH_SIZE, 1);
        long seed = number(arguments, SEED, 0, Long.MIN_VALUE);
        Optional<Path> svg = arguments.file(SVG);
        Optional<Path> json = arguments.file(Commands.JSON);
        if (!arguments.faults().isEmpty()) {
            throw new ConfigException(arguments.faults());
        }
        GradientsReport report = new GradientsReport((int) samples, seed, VanishingGradients.run((int) samples, seed));
        report.lines().forEach(out::println);
        if (svg.isPresent()) {
            write(svg.get(), report.svg());
        }
        if (json.isPresent()) {
            write(json.get(), Json.pretty(report.json()) + "\n");
        }
    }

    private void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        out.println("wrote " + file);
    }

    private static long number(Arguments arguments, String option, long preset, long min) {
        String text = arguments.text(option).orElse(Long.toString(preset));
        try {
            long value = Long.parseLong(text);
            if (value >= min && (min != 1 || value <= 1_000_000)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below, as what is out of range
        }
        arguments
                .faults()
                .add(option + " is \"" + text + "\", must be a whole number" + (min == 1 ? " from 1 to 1000000" : ""));
        return preset;
    }

    private static OptionSpec spec(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }
}
