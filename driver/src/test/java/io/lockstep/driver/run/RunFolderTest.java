package io.lockstep.driver.run;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class RunFolderTest {
    @TempDir
    java.nio.file.Path temporary;

    private final Folders folders = new Folders(new Configuration(false));
    private RunFolder run = new RunFolder(new org.apache.hadoop.fs.Path("/"));

    @BeforeEach
    void place() throws IOException {
        run = new RunFolder(folders.qualified(temporary.toUri().toString()));
        for (String step : new String[] {"step-9", "step-10", "step-200"}) {
            Files.createFile(Files.createDirectories(temporary.resolve("checkpoints/" + step))
                    .resolve("_SUCCESS"));
        }
        Files.createDirectories(temporary.resolve("checkpoints/step-300"));
        Files.createDirectories(temporary.resolve("checkpoints/.step-400.tmp"));
    }

    @Test
    void findsTheLastCompleteCheckpointByNumber() throws IOException {
        assertThat(run.checkpoints(folders)).extracting(Checkpoint::step).containsExactly(9L, 10L, 200L, 300L);
        assertThat(run.lastComplete(folders)).map(Checkpoint::step).contains(200L);
        assertThat(run.lastComplete(folders).flatMap(Checkpoint::run)).contains(run);
    }

    @Test
    void rewindingDropsLaterCheckpoints() throws IOException {
        run.rewind(10, folders);
        assertThat(run.checkpoints(folders)).extracting(Checkpoint::step).containsExactly(9L, 10L);
    }

    @Test
    void aRunWithoutCheckpointsHasNone() throws IOException {
        RunFolder fresh = new RunFolder(new org.apache.hadoop.fs.Path(run.path(), "fresh"));
        assertThat(fresh.checkpoints(folders)).isEmpty();
        assertThat(fresh.lastComplete(folders)).isEmpty();
    }
}
