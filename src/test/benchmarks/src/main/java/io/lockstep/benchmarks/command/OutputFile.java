package io.lockstep.benchmarks.command;

import io.lockstep.benchmarks.BenchmarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file for results that the user may have named. */
public final class OutputFile {
    private OutputFile() {}

    /**
     * Better now than after many minutes.
     *
     * @throws BenchmarkException if it cannot be written
     */
    public static void requireWritable(Optional<Path> file) {
        file.ifPresent(path -> {
            Path folder = path.toAbsolutePath().getParent();
            if (Files.isDirectory(path) || folder == null || !Files.isWritable(folder)) {
                throw new BenchmarkException(
                        path + " cannot be written; name a file in a folder that exists and that you may write");
            }
        });
    }

    public static void write(Optional<Path> file, String text) throws IOException {
        if (file.isPresent()) {
            Files.writeString(file.get(), text);
        }
    }
}
