package io.lockstep.benchmarks.comms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.Installation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CommsCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void explainsItself() throws Exception {
        assertThat(command().run(List.of("--help"))).isZero();
        assertThat(text(out)).contains("deploy/lockstep bench comms", "--peers");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void aMistakeIsALine() throws Exception {
        assertThat(command().run(List.of("--sizes", "big"))).isEqualTo(2);
        assertThat(text(err).lines()).hasSize(2).first().asString().startsWith("bench: --sizes");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsToldBeforeAnythingRuns() {
        assertThatThrownBy(() -> command().run(List.of("--svg", "/nowhere/results.svg")))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("/nowhere/results.svg");
    }

    /** The processes of two ranks of Lockstep and of a variant, for a moment. */
    @Test
    void measuresLockstepAndItsVariants() throws Exception {
        Path json = folder.resolve("results.json");
        int status = command()
                .run(List.of(
                        "--ranks",
                        "2",
                        "--sizes",
                        "1k,64k",
                        "--rounds",
                        "2",
                        "--turn",
                        "5",
                        "--congestion",
                        "system",
                        "--variants",
                        "small:chunk=4096",
                        "--json",
                        json.toString()));

        assertThat(status).as(text(err)).isZero();
        assertThat(text(out).lines())
                .anySatisfy(line -> assertThat(line).containsPattern("2 +64k +lockstep +[0-9.]+"))
                .anySatisfy(line -> assertThat(line).containsPattern("2 +64k +lockstep-small +[0-9.]+"))
                .last()
                .asString()
                .startsWith("ratios:");
        JsonNode rows = new ObjectMapper().readTree(json.toFile()).path("rows");
        assertThat(rows).hasSize(2);
        assertThat(rows.findValues("turnMedianSeconds"))
                .hasSize(4)
                .allSatisfy(turns -> assertThat(turns)
                        .hasSize(2)
                        .allSatisfy(seconds -> assertThat(seconds.asDouble()).isBetween(1e-6, 10.0)));
    }

    private CommsCommand command() {
        return new CommsCommand(stream(out), stream(err), () -> new Installation(folder, folder));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
