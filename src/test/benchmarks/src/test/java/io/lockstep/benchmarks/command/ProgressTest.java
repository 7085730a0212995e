package io.lockstep.benchmarks.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class ProgressTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long now;

    @Test
    void aTerminalIsRedrawnInPlace() {
        Progress progress = progress(true);

        progress.passing("round 1");
        progress.passing("round 2");
        progress.line("done");
        progress.clear();

        assertThat(text()).isEqualTo("\r\u001b[Kround 1\r\u001b[Kround 2\r\u001b[Kdone\n\r\u001b[K");
    }

    @Test
    void elsewhereALineIsWrittenNowAndThen() {
        Progress progress = progress(false);

        progress.passing("round 1");
        now += Duration.ofSeconds(11).toNanos();
        progress.passing("round 2");
        progress.passing("round 3");
        progress.line("done");
        progress.clear();

        assertThat(text()).isEqualTo("round 2\ndone\n");
    }

    private Progress progress(boolean terminal) {
        return new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), terminal, () -> now);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
