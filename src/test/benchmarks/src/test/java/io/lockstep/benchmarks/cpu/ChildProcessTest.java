package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.BenchmarkException;
import io.lockstep.benchmarks.command.ChildProcess;
import io.lockstep.benchmarks.task.Engine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ChildProcessTest {
    private static final Path LOG = Path.of("logs/some.log");

    @Test
    void eachLineGetsAnAnswer() throws Exception {
        try (ChildProcess process = shell("echo hello; read a; echo \"<$a>\"; read b; echo \"<$b>\"")) {
            assertThat(process.answer()).isEqualTo("hello");
            assertThat(process.ask("one")).isEqualTo("<one>");
            assertThat(process.ask("two")).isEqualTo("<two>");
        }
    }

    @Test
    void theEndOfAProcessIsToldWithItsStatusAndLog() throws Exception {
        try (ChildProcess process = shell("exit 3")) {
            assertThatThrownBy(process::answer)
                    .isInstanceOf(BenchmarkException.class)
                    .hasMessageContainingAll("some process", "status 3", LOG.toString());
        }
    }

    @Test
    void aKilledProcessMayHaveRunOutOfMemory() throws Exception {
        try (ChildProcess process = shell("kill -9 $$")) {
            assertThatThrownBy(process::answer).hasMessageContainingAll("137", "memory");
        }
    }

    @Test
    void anErrorIsToldWithTheContestant() throws Exception {
        try (Contestant contestant = new Contestant(
                new Entrant(Engine.LOCKSTEP, false), shell("read a; echo error there is no model alexnet"))) {
            assertThatThrownBy(contestant::ready)
                    .isInstanceOf(BenchmarkException.class)
                    .hasMessageContainingAll("lockstep", "there is no model alexnet", LOG.toString());
        }
    }

    private static ChildProcess shell(String script) throws IOException {
        return new ChildProcess("some process", new ProcessBuilder("sh", "-c", script).start(), LOG);
    }
}
