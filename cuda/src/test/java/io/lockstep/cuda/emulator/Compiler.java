package io.lockstep.cuda.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** g++. A file it makes appears whole or not at all. */
final class Compiler {
    private static final String NAME = "g++";

    private Compiler() {}

    static void run(List<String> options, Path output) {
        run(NAME, options, output);
    }

    /**
     * Runs the compiler with the options; what it makes becomes {@code output}.
     *
     * @throws IllegalStateException if there is no g++, or it refuses the source; the message has its words
     */
    static void run(String name, List<String> options, Path output) {
        Path made = output.resolveSibling(output.getFileName() + ".new");
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(options);
        command.addAll(List.of("-o", made.toString()));
        try {
            Process process = started(command);
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(
                        name + " failed with status " + status + ": " + String.join(" ", command) + "\n" + words);
            }
            Files.move(made, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(output + " cannot be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " made " + output, e);
        }
    }

    private static Process started(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    command.get(0)
                            + " was not found: the tests of this module run kernels on an emulated driver, which it builds;"
                            + " install it (apt-get install g++), or leave the module out (-pl '!cuda')",
                    e);
        }
    }
}
