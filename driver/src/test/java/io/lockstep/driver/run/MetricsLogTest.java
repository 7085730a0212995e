package io.lockstep.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.worker.WorkerEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class MetricsLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_250L));

    @TempDir
    java.nio.file.Path folder;

    private final Folders folders = new Folders(new Configuration(false));
    private Path path;

    @BeforeEach
    void place() {
        path = folders.qualified(folder.resolve("metrics.jsonl").toUri().toString());
    }

    @Test
    void eachEventIsALineThatOthersCanReadAtOnce() throws IOException {
        try (MetricsLog log = MetricsLog.open(folders, path, 0, CLOCK)) {
            log.write(new WorkerEvent.CheckpointWritten("file:/c", 1, 10));
            assertThat(Files.readString(folder.resolve("metrics.jsonl")))
                    .isEqualTo("{\"event\":\"checkpoint\",\"path\":\"file:/c\",\"epoch\":1,\"global_step\":10,"
                            + "\"time\":1700000000.250}\n");
        }
        assertThat(folder.toFile().list()).containsExactly("metrics.jsonl");
    }

    @Test
    void aResumedRunDropsTheLinesOfLaterStepsAndOfCrashes() throws IOException {
        try (MetricsLog log = MetricsLog.open(folders, path, 0, CLOCK)) {
            writeSteps(log, 1, 2, 3, 4);
        }
        Files.writeString(folder.resolve("metrics.jsonl"), "{\"event\":\"tra", StandardOpenOption.APPEND);
        try (MetricsLog log = MetricsLog.open(folders, path, 2, CLOCK)) {
            writeSteps(log, 3);
        }
        assertThat(steps()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aRestartRewindsTheOpenLog() throws IOException {
        try (MetricsLog log = MetricsLog.open(folders, path, 0, CLOCK)) {
            writeSteps(log, 1, 2, 3);
            log.rewind(1);
            writeSteps(log, 2);
        }
        assertThat(steps()).containsExactly(1L, 2L);
    }

    @Test
    void aFreshRunStartsEmpty() throws IOException {
        Files.writeString(folder.resolve("metrics.jsonl"), "{\"event\":\"note\",\"message\":\"old\"}\n");
        MetricsLog.open(folders, path, 0, CLOCK).close();
        assertThat(steps()).isEmpty();
    }

    private static void writeSteps(MetricsLog log, long... steps) throws IOException {
        for (long step : steps) {
            log.write(new WorkerEvent.CheckpointWritten("file:/c", 1, step));
        }
    }

    private List<Long> steps() throws IOException {
        List<JsonNode> lines = MetricsLog.read(folders, path);
        return lines.stream().map(line -> line.path("global_step").asLong()).toList();
    }
}
