package io.lockstep.cuda.check;

import io.lockstep.cuda.emulator.EmulatedDriver;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The program as users start it, on the emulated driver; all its families are those of {@code ParityTest}. */
final class GpuCheckTest {
    private final EmulatedDriver driver = EmulatedDriver.load();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void reset() {
        driver.configure("");
    }

    @Test
    void tellsOfEachCheckInOneLine() {
        int status = run("--quick", "--only", "layout,parity copying,parity fused,training,memory");

        assertThat(lines()).anyMatch(line -> line.startsWith("driver for CUDA "));
        assertThat(lines()).anyMatch(line -> line.startsWith("cuda:0 Emulated GPU 0: compute capability "));
        assertThat(lines()).filteredOn(line -> line.contains(": passed, ")).hasSize(10);
        assertThat(lines()).anyMatch(line -> line.matches("parity copying: passed, [1-9]\\d* comparisons, .* s"));
        assertThat(lines()).last().isEqualTo("gpu-check: 10 checks, 0 failed");
        assertThat(status).isZero();
        assertThat(driver.statistic("device-bytes")).isZero();
    }

    @Test
    void aFailureIsCountedAndTheOtherChecksGoOn() {
        driver.configure("memory=1048576");
        int status = run("--quick", "--only", "parity copying,memory");

        assertThat(lines())
                .anyMatch(line -> line.startsWith("parity copying: FAILED: ") && line.contains("out of memory"));
        assertThat(lines()).anyMatch(line -> line.startsWith("memory: passed"));
        assertThat(lines()).last().isEqualTo("gpu-check: 2 checks, 1 failed");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("GpuOutOfMemoryException");
        assertThat(status).isEqualTo(1);
    }

    @Test
    void aWrongResultIsAFailureWithItsReason() {
        Checks checks = new Checks(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                List.of("prod"));
        checks.run("products", () -> {
            throw new AssertionError("element 3 is 1\n  and not 2");
        });
        checks.run("sums", () -> "left out");

        assertThat(lines()).containsExactly("products: FAILED: element 3 is 1; and not 2");
        assertThat(checks.count()).isEqualTo(1);
        assertThat(checks.failed()).isEqualTo(1);
    }

    @Test
    void aDeviceThatIsNotThereIsNamed() {
        assertThat(run("--device", "cuda:9")).isEqualTo(2);
        assertThat(lines()).last().asString().contains("there is no cuda:9", "CUDA_VISIBLE_DEVICES");
    }

    @Test
    void wordsThatAreNoOptionsAreNamed() {
        assertThat(run("--fast")).isEqualTo(2);
        assertThat(lines()).singleElement().asString().contains("--fast", "--quick");
    }

    private int run(String... arguments) {
        return GpuCheck.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
