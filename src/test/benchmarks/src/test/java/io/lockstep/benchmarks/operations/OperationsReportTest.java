package io.lockstep.benchmarks.operations;

import io.lockstep.benchmarks.report.Machine;
import io.lockstep.benchmarks.report.Versions;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class OperationsReportTest {
    private final OperationsReport report = new OperationsReport(
            "deploy/lockstep bench operations",
            LocalDate.of(2026, 11, 28),
            new Machine("a processor", 2, List.of("fma"), 1000, "a system", "a JVM"),
            new Versions("1", "2", "3", "4"),
            new OperationsOptions(2).settings(OperationsOptions.commandLine().parseArgs()),
            List.of(
                    new OperationRow("step-mlp", 9e6, 1e6, 20, 0, 0.1),
                    new OperationRow("add", 1e5, 1e5, 100, 0, 0.1),
                    new OperationRow("exp", 5e5, 1e5, 100, 8, 0.1),
                    new OperationRow("erf", 6e5, 1e5, 100, 0, 0.1)),
            List.of("sort: it ended"));

    @Test
    void theSlowestWordIsFirstAndTheVerdictLast() {
        String text = report.plain();

        assertThat(text.indexOf("erf")).isLessThan(text.indexOf("exp"));
        assertThat(text.indexOf("exp")).isLessThan(text.indexOf("add"));
        assertThat(text).endsWith("\n2 of 3 within 5x\n");
    }

    @Test
    void stepsAreNoWords() {
        assertThat(report.markdown())
                .contains("**2 of 3 within 5x.**")
                .contains("| training step | ratio |")
                .contains("| step-mlp | 9.00 | 9.00 | 1.00 | 20 | 0 |")
                .contains("| exp | 5.00 | 0.50 | 0.10 | 100 | 8 |");
    }

    @Test
    void programsGetAll() {
        assertThat(report.json())
                .contains("\"name\" : \"step-mlp\"")
                .contains("\"ratio\" : 6.0")
                .contains("\"lockstepSeconds\" : 6.0E-4")
                .contains("sort: it ended");
    }
}
