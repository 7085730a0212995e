package io.lockstep.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** The bundle for a host that has nothing but a GPU's driver, made as a user makes it. */
final class GpuBundleTest {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final long MOST_BYTES = 60L << 20;
    /** Of a host without Java. */
    private static final Map<String, String> BARE = Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", "/nowhere");

    @TempDir
    private static Path folder;

    private static Path bundle;
    private static Outcome made;

    @BeforeAll
    static void make() throws Exception {
        bundle = folder.resolve("gpu");
        made = Command.run(LONGEST, Checkout.script("bundle-gpu"), "--out", bundle.toString());
    }

    @Test
    void holdsARuntimeTheJarsAndOneNativeLibraryInLittleSpace() throws IOException {
        assertThat(made.status()).as(made.output()).isZero();
        assertThat(made.output()).contains("needs glibc ", "MiB  runtime", bundle + ": ");
        assertThat(bytes(bundle)).isLessThan(MOST_BYTES);
        assertThat(bundle.resolveSibling("gpu.tar.gz")).isNotEmptyFile();
        try (Stream<Path> jars = Files.list(bundle.resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("lockstep-cuda-"))
                    .anyMatch(name -> name.endsWith("-driver.jar"))
                    .noneMatch(name -> name.contains("dnnl") || name.contains("javacpp"));
        }
    }

    @Test
    void itsProgramsStartWithTheirOwnJava() throws Exception {
        assumeFalse(Files.exists(Path.of("/dev/nvidiactl")), "this machine has a driver");
        for (String program : new String[] {"gpu-check", "gpu-bench"}) {
            Outcome outcome = Command.run(
                    LONGEST, BARE, bundle.resolve("bin").resolve(program).toString());

            assertThat(outcome.lines()).singleElement().asString().startsWith(program + ": there is no NVIDIA driver");
            assertThat(outcome.status()).isEqualTo(2);
        }
    }

    @Test
    void tellsWhatItWouldMeasure() throws Exception {
        Outcome outcome =
                Command.run(LONGEST, BARE, bundle.resolve("bin/gpu-bench").toString(), "--list");

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("resnet50", "convolution 3x224-64 7x7/2");
    }

    @Test
    void doesNotReplaceAFolderThatIsNoBundle() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("precious"), "data");

        Outcome outcome = Command.run(LONGEST, Checkout.script("bundle-gpu"), "--out", other.toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.lines()).singleElement().asString().contains(other.toString(), "--out");
        assertThat(other.resolve("precious")).exists();
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
