package io.lockstep.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Network;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ReportsTest {
    private static final Report REPORT = Results.report(
            List.of(
                    Results.row(Network.MLP, Mode.TRAINING, 2, 0.1, 0.2),
                    Results.row(Network.RESNET18, Mode.INFERENCE, 2, 0.1, 0.05)),
            "lenet training, 2 threads: lockstep ended");

    @Test
    void theTerminalEndsWithTheRatios() {
        List<String> lines = terminal(REPORT);

        assertThat(lines.subList(lines.size() - 2, lines.size()))
                .containsExactly("inference ratios: resnet18 0.50", "ratios: mlp 2.00");
        assertThat(lines)
                .anyMatch(line -> line.contains("6 of 126 timed windows were left out"))
                .noneMatch(line -> line.contains("measure again"));
    }

    /** 128 images in 0.1 s, 1 GFLOP a step, of a machine of 100 GFLOP/s. */
    @Test
    void aLineTellsOursTheBestOfTheOthersAndThePeak() {
        assertThat(terminal(REPORT))
                .anySatisfy(line -> assertThat(line.split(" {2,}"))
                        .containsExactly(
                                "mlp",
                                "2",
                                "128",
                                "1280",
                                "1024 to 1600",
                                "640",
                                "512 to 800",
                                "contiguous",
                                "2.00",
                                "10.0",
                                "10 %",
                                "300",
                                "300"));
    }

    @Test
    void markdownIsAPage() {
        String page = MarkdownReport.of(REPORT);

        assertThat(page)
                .startsWith("# Abacus 9000, 2030-01-31\n")
                .contains(
                        REPORT.command(),
                        "\n## Training\n",
                        "\n## Inference\n",
                        "| resnet18 inference, 2 threads | libtorch channels-last |",
                        "Note: bfloat16 is left out.",
                        "Failed: lenet training, 2 threads: lockstep ended.");
    }

    @Test
    void jsonHoldsEverything() throws Exception {
        JsonNode root = new ObjectMapper().readTree(JsonReport.of(REPORT));

        assertThat(root.at("/machine/processor").asText()).isEqualTo("Abacus 9000");
        assertThat(root.at("/versions/libtorch").asText()).isEqualTo("2.7.1");
        assertThat(root.at("/peaks/0/flopsPerSecond").asDouble()).isEqualTo(100e9);
        assertThat(root.at("/failures").size()).isEqualTo(1);
        JsonNode row = root.at("/rows/0");
        assertThat(row.at("/model").asText()).isEqualTo("mlp");
        assertThat(row.at("/precision").asText()).isEqualTo("float32");
        assertThat(row.at("/ratio").asDouble()).isEqualTo(2);
        assertThat(row.at("/best").asText()).isEqualTo("libtorch contiguous");
        assertThat(row.at("/contestants").size()).isEqualTo(3);
        assertThat(row.at("/contestants/0/stepSecondsMedian").asDouble()).isEqualTo(0.1);
        assertThat(row.at("/contestants/0/peakMebibytes").asInt()).isEqualTo(300);
    }

    private static List<String> terminal(Report report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TerminalReport.print(report, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
