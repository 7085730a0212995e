package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.BenchmarkException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CpuCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CpuCommand command = new CpuCommand(stream(out), stream(err));

    @Test
    void explainsItself() throws Exception {
        assertThat(command.run(List.of("--help"))).isZero();
        assertThat(text(out)).contains("deploy/lockstep bench cpu", "--quick");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void aMistakeIsALine() throws Exception {
        assertThat(command.run(List.of("--models", "alexnet"))).isEqualTo(2);
        assertThat(text(err).lines()).hasSize(2).first().asString().startsWith("bench: --models");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsToldBeforeAnythingRuns() {
        assertThatThrownBy(() -> command.run(List.of("--json", "/nowhere/results.json")))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("/nowhere/results.json");
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
