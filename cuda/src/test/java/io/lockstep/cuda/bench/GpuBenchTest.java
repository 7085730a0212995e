package io.lockstep.cuda.bench;

import io.lockstep.cuda.emulator.EmulatedDriver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The program as users start it, with tiny sizes on the emulated driver. */
final class GpuBenchTest {
    private final EmulatedDriver driver = EmulatedDriver.load();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void measuresEveryPart() throws IOException {
        int status = run("--smoke", "--only", "convolutions,steps,overlap", "--cuts", "2", "--out", folder.toString());

        assertThat(status).isZero();
        assertThat(lines()).contains("emulated driver: times say nothing");
        assertThat(lines()).last().isEqualTo("ratios: none, PyTorch was not asked for");
        List<Measurement> measured = Files.readAllLines(folder.resolve("results.jsonl")).stream()
                .map(GpuBenchTest::parsed)
                .toList();
        assertThat(measured)
                .filteredOn(each -> each.part().equals("convolution"))
                .hasSize(8);
        assertThat(measured).filteredOn(each -> each.part().equals("step")).hasSize(2);
        Measurement graph = measured.stream()
                .filter(each -> each.mode().equals("graph") && each.part().equals("step"))
                .findFirst()
                .orElseThrow();
        assertThat(graph.value("graphs")).isEqualTo(1);
        assertThat(graph.value("loss")).isBetween(0.1, 20.0);
        assertThat(Files.readString(folder.resolve("results.md")))
                .contains("## Training steps", "| convnet | bf16 | 2 | lockstep, graph |", "| 8x8-8 3x3/1 | 2 |");
        assertThat(Files.readString(folder.resolve("timeline.svg")))
                .contains("<svg ", "backward of step 2", "pictures of step 3", "bucket 0 of step 1");
        assertThat(driver.statistic("device-bytes")).isZero();
        assertThat(driver.statistic("pinned-bytes")).isZero();
    }

    @Test
    void whatDoesNotFitIsNotedAndTheRestMeasured() throws IOException {
        driver.configure("memory=45000000");
        try {
            assertThat(run("--smoke", "--only", "steps", "--batches", "6000,2", "--out", folder.toString()))
                    .isZero();
        } finally {
            driver.configure("");
        }
        assertThat(lines()).anyMatch(line -> line.startsWith("convnet in bf16, batch 6000, does not fit: "));
        assertThat(Files.readString(folder.resolve("results.md"))).contains("| convnet | bf16 | 2 |", "does not fit");
    }

    @Test
    void listsTheConvolutionsOfResNet50() {
        assertThat(run("--list")).isZero();
        assertThat(lines()).filteredOn(line -> line.startsWith("convolution ")).hasSize(23);
        assertThat(ConvolutionWork.ofResNet50().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(53);
    }

    @Test
    void wrongOptionsAreNamed() {
        assertThat(run("--precision", "fp8")).isEqualTo(2);
        assertThat(lines()).singleElement().asString().contains("--precision", "bf16", "fp8");
    }

    @Test
    void comparesEachAtItsBest() {
        Results results = new Results();
        results.add(step("graph", 64, 800));
        results.add(step("eager", 128, 700));
        results.addPeer(step("compile", 128, 1000));
        results.addPeer(step("eager", 64, 600));
        results.add(convolution("forward", 3, 10));
        results.add(convolution("data", 3, 40));
        results.addPeer(convolution("forward", 3, 20));

        assertThat(results.ratios())
                .containsExactly(Map.entry("resnet50-bf16", 0.8), Map.entry("convolutions-bf16", 2.0));
        assertThat(Report.of(results, List.of())).contains("| 10.0 (1.0) 0.50x | 40.0 (1.0) | - |");
    }

    @Test
    void whatIsNoMeasurementIsNotParsed() {
        assertThat(Measurement.parse("PyTorch 2.7.1")).isNull();
        assertThat(Measurement.parse("{\"part\": \"step\", \"batch\": 3}")).isNull();
    }

    private static Measurement step(String mode, int batch, double imagesPerSecond) {
        Map<String, Double> values = Map.of("images_per_second", imagesPerSecond, "millis", 1.0, "peak_mib", 5.0);
        return new Measurement("step", "resnet50", "bf16", mode, batch, values);
    }

    private static Measurement convolution(String pass, double count, double micros) {
        Map<String, Double> values = Map.of("count", count, "micros", micros, "tflops", 1.0);
        return new Measurement("convolution", "64x56-64 1x1/1", "bf16", pass, 64, values);
    }

    private static Measurement parsed(String line) {
        @Nullable Measurement measurement = Measurement.parse(line);
        assertThat(measurement).as(line).isNotNull();
        return java.util.Objects.requireNonNull(measurement);
    }

    private int run(String... arguments) {
        return GpuBench.run(List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
