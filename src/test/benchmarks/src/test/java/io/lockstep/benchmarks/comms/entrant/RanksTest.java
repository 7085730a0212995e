package io.lockstep.benchmarks.comms.entrant;

import io.lockstep.benchmarks.BenchmarkException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class RanksTest {
    @Test
    void timesAreThoseOfTheOperationsAskedFor() throws Exception {
        try (Ranks ranks = ShellRanks.start("read a; echo ready; read a; echo times 30 10 20")) {
            ranks.take(4);
            assertThat(ranks.run(1, 3)).containsExactly(30, 10, 20);
        }
    }

    @Test
    void aWrongAnswerIsToldWithTheLog() throws Exception {
        try (Ranks ranks = ShellRanks.start("read a; echo times 30 10; read a; echo hello")) {
            assertThatThrownBy(() -> ranks.run(1, 3))
                    .isInstanceOf(BenchmarkException.class)
                    .hasMessageContainingAll("shell", "3 times", "times 30 10", "logs/shell.log");
            assertThatThrownBy(() -> ranks.take(4)).hasMessageContainingAll("ready", "hello");
        }
    }

    @Test
    void aFailureIsToldWithWhatOtherRanksSay() throws Exception {
        try (Ranks ranks = ShellRanks.start(
                "read a; echo error rank 1 is gone; exit 1", Optional.of("rank 1: error out of memory"))) {
            assertThatThrownBy(() -> ranks.take(4))
                    .isInstanceOf(BenchmarkException.class)
                    .hasMessageContainingAll("rank 1 is gone", "rank 1: error out of memory");
        }
    }

    @Test
    void anEndIsToldWithItsStatus() throws Exception {
        try (Ranks ranks = ShellRanks.start("read a; exit 3")) {
            assertThatThrownBy(() -> ranks.take(4)).hasMessageContainingAll("shell", "status 3");
        }
    }
}
