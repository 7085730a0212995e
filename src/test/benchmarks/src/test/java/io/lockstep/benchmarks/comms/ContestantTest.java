package io.lockstep.benchmarks.comms;

import io.lockstep.benchmarks.comms.entrant.LockstepEntrant;
import io.lockstep.benchmarks.comms.entrant.Ranks;
import io.lockstep.benchmarks.comms.entrant.ShellRanks;
import io.lockstep.benchmarks.comms.report.Score;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** With a shell that answers as ranks do whose operations take a millisecond each. */
final class ContestantTest {
    @TempDir
    Path folder;

    @Test
    void warmingUpFindsTheOperationsOfATurn() throws Exception {
        Path told = folder.resolve("told");
        Ranks ranks = ShellRanks.start("while read a b c; do echo $a $b $c >>" + told
                + "; case $a in size) echo ready ;; run) echo times $(yes 1000000 | head -n $c) ;; esac; done");
        try (Contestant contestant = new Contestant(LockstepEntrant.plain(), ranks, System::nanoTime)) {
            contestant.take(1024);
            contestant.warmUp(Duration.ofMillis(40), Duration.ZERO);
            contestant.turn();
            contestant.turn();

            Score score = contestant.score();
            assertThat(score.turns())
                    .hasSize(2)
                    .allSatisfy(turn -> assertThat(turn).hasSize(40));
            assertThat(Files.readAllLines(told))
                    .startsWith("size 1024", "run 1 1", "run 1 40")
                    .endsWith("run 4 40", "run 4 40");
        }
    }

    @Test
    void anotherSizeBeginsAnew() throws Exception {
        Ranks ranks = ShellRanks.start(
                "while read a b c; do case $a in size) echo ready ;; run) echo times $(yes 5 | head -n $c) ;; esac; done");
        try (Contestant contestant = new Contestant(LockstepEntrant.plain(), ranks, System::nanoTime)) {
            contestant.take(1024);
            contestant.turn();
            contestant.take(2048);

            assertThat(contestant.score().turns()).isEqualTo(List.of());
        }
    }
}
