package io.lockstep.cuda.parity;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.emulator.EmulatedDriver;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.fusion.FusingBackend;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** All families of kernels against the reference backend, on the emulated driver in several modes. */
final class ParityTest {
    /** Late work finds missing waits, reversed threads find missing barriers, guards before buffers what reads in front of them. */
    private static final List<String> MODES = List.of("async=late", "async=eager order=reversed guard=before");

    private static final Path KERNELS = Path.of("src/main/resources/io/lockstep/cuda/kernels");
    private static final Path COUNTS = Path.of("target/emulated-kernels.properties");
    private static final Pattern ENTRY = Pattern.compile("\\.entry (\\w+)\\(");

    private static long comparisons;

    private final EmulatedDriver driver = EmulatedDriver.load();

    static List<Arguments> families() {
        List<Arguments> families = new ArrayList<>();
        for (String mode : MODES) {
            for (ParityCases cases : ParitySuite.all()) {
                families.add(Arguments.of(mode, cases.name(), cases));
            }
        }
        return families;
    }

    /** Tells what was run, for {@code deploy/verify}: and that no kernel was left out. */
    @AfterAll
    static void everyKernelHasRun() throws IOException {
        Set<String> all = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(KERNELS, "*.ptx")) {
            for (Path file : files) {
                Matcher entries = ENTRY.matcher(Files.readString(file));
                while (entries.find()) {
                    all.add(entries.group(1));
                }
            }
        }
        Set<String> left = new TreeSet<>(all);
        left.removeAll(EmulatedDriver.load().kernelsRun().keySet());
        Properties counts = new Properties();
        counts.setProperty("kernels", String.valueOf(all.size()));
        counts.setProperty("comparisons", String.valueOf(comparisons));
        counts.setProperty("modes", String.join("; ", MODES));
        try (Writer out = Files.newBufferedWriter(COUNTS)) {
            counts.store(out, "GPU kernels compared with the reference on the emulated driver");
        }
        assertThat(left).as("kernels that no comparison has run").isEmpty();
    }

    @AfterEach
    void reset() {
        driver.configure("");
    }

    @ParameterizedTest(name = "{1}, {0}")
    @MethodSource("families")
    void equalsTheReference(String mode, String name, ParityCases cases) {
        driver.configure(mode);
        try (Backend backend = new FusingBackend(new CudaBackend(Gpu.open(0)));
                Parity parity = new Parity(backend)) {
            cases.run(parity);
            assertThat(parity.comparisons()).as(name).isPositive();
            comparisons += parity.comparisons();
        }
        assertThat(driver.statistic("device-bytes")).isZero();
        assertThat(driver.statistic("pinned-bytes")).isZero();
    }
}
