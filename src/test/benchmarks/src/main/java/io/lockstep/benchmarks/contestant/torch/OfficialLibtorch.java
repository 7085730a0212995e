package io.lockstep.benchmarks.contestant.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * Loads libtorch and makes sure that it is the one that PyTorch ships: the Java binding brings a build of its own,
 * without MKL, which would be too easy to beat.
 */
final class OfficialLibtorch {
    /** System property: the folder with the official libraries. Without it, whatever the binding finds is taken. */
    private static final String FOLDER = "lockstep.libtorch";

    private static final String LIBRARY = "libtorch_cpu.so";

    private OfficialLibtorch() {}

    static void load() {
        Loader.load(torch.class);
        String folder = System.getProperty(FOLDER);
        if (folder != null) {
            requireFrom(Path.of(folder));
        }
    }

    private static void requireFrom(Path folder) {
        String expected = folder.resolve(LIBRARY).toAbsolutePath().toString();
        try {
            String maps = Files.readString(Path.of("/proc/self/maps"));
            if (maps.lines().noneMatch(line -> line.endsWith(expected))) {
                String loaded = maps.lines()
                        .filter(line -> line.endsWith(LIBRARY))
                        .map(line -> line.substring(line.indexOf('/')))
                        .findFirst()
                        .orElse("none");
                throw new IllegalStateException("libtorch should be " + expected + " but is " + loaded
                        + "; delete the folder target/libtorch of the benchmarks, which is then fetched anew");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
