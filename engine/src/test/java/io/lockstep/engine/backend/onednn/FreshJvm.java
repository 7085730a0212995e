package io.lockstep.engine.backend.onednn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs a program in a JVM of its own, where nothing is loaded yet. */
final class FreshJvm {
    private static final int SECONDS = 60;

    private FreshJvm() {}

    /** The lines that {@code program} writes, on standard error too; {@code directory} receives them. */
    static List<String> run(Path directory, String classPath, Class<?> program, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, program.getName()));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended)
                .as("%s ended within %d s", program.getSimpleName(), SECONDS)
                .isTrue();
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }
}
