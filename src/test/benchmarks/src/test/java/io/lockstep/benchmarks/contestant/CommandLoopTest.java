package io.lockstep.benchmarks.contestant;

import io.lockstep.benchmarks.protocol.Answers;
import io.lockstep.benchmarks.protocol.Commands;
import io.lockstep.benchmarks.protocol.Ready;
import io.lockstep.benchmarks.protocol.Window;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CommandLoopTest {
    @Test
    void answersEachCommandWithALine() throws IOException {
        CountingWorkload workload = new CountingWorkload();

        List<String> answers = answers(workload, Commands.READY, Commands.run(2, 3), Commands.LOSS, Commands.MEMORY);

        assertThat(answers).hasSize(4);
        assertThat(Answers.readReady(answers.get(0))).isEqualTo(workload.ready());
        assertThat(Answers.readWindows(answers.get(1), 2))
                .extracting(Window::steps)
                .containsExactly(3, 3);
        assertThat(Answers.readLoss(answers.get(2))).as("steps done").isEqualTo(6);
        assertThat(Answers.readMemory(answers.get(3))).isPositive();
    }

    @Test
    void endsAtQuitAndAtTheEndOfItsInput() throws IOException {
        assertThat(answers(new CountingWorkload(), Commands.LOSS, Commands.QUIT, Commands.LOSS))
                .hasSize(1);
        assertThat(answers(new CountingWorkload())).isEmpty();
    }

    @Test
    void anUnknownCommandIsADefect() {
        assertThatThrownBy(() -> answers(new CountingWorkload(), "walk 3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("walk 3");
    }

    private static List<String> answers(Workload workload, String... commands) throws IOException {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        BufferedReader in = new BufferedReader(new StringReader(String.join("\n", commands)));
        new CommandLoop(workload, in, new PrintStream(answers, true, StandardCharsets.UTF_8)).run();
        return answers.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Its loss is the number of its steps. */
    private static final class CountingWorkload implements Workload {
        private int steps;

        @Override
        public Ready ready() {
            return new Ready(2.5, 1e9);
        }

        @Override
        public void step() {
            steps++;
        }

        @Override
        public double loss() {
            return steps;
        }

        @Override
        public void close() {}
    }
}
