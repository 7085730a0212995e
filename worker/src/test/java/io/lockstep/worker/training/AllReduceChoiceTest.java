package io.lockstep.worker.training;

import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.config.TrainConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Training runs with each way to sum gradients, the ranks as threads; ten steps an epoch. */
final class AllReduceChoiceTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws Exception {
        SyntheticImages.write(folder, 75, 33);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ring", "recursive-doubling", "halving-doubling", "shared-memory"})
    void aRunThatGoesOnEndsBitIdentical(String allReduce) throws Exception {
        WorkerResult whole = train(allReduce, Map.of(), "whole", null);
        WorkerResult stopped = train(allReduce, Map.of("max-steps", "13"), "cut", null);
        WorkerResult resumed = train(allReduce, Map.of(), "cut", stopped.checkpoint());
        assertThat(stopped.steps()).isEqualTo(13);
        assertThat(resumed.parameterHash()).isEqualTo(whole.parameterHash());
    }

    /** But for the order in which they are summed, some bytes now and then. */
    @Test
    void nothingIsSentWhereTheGradientsGoThroughMemory() throws Exception {
        LocalWorkers workers = new LocalWorkers();
        workers.train(config("shared-memory", Map.of()), run("memory"), null);
        assertThat(workers.events(WorkerEvent.TrainProgress.class))
                .isNotEmpty()
                .allSatisfy(progress -> assertThat(progress.commBytesPerStep()).isLessThan(100));
    }

    @Test
    void anAllReduceForSeveralHostsIsRefusedOnOne() {
        assertThatThrownBy(() -> train("two-level", Map.of(), "refused", null))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("--all-reduce two-level is not possible here")
                .hasMessageContaining("several hosts")
                .hasMessageContaining("leave the option out");
    }

    private WorkerResult train(String allReduce, Map<String, String> options, String run, @Nullable String checkpoint)
            throws Exception {
        return new LocalWorkers()
                .train(config(allReduce, options), run(run), checkpoint)
                .get(0);
    }

    private TrainConfig config(String allReduce, Map<String, String> options) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "data", folder.toString(),
                "model", "mlp",
                "backend", "onednn",
                "device", "cpu",
                "workers", "2",
                "epochs", "2",
                "batch-size", "4",
                "log-every-steps", "1",
                "all-reduce", allReduce));
        all.putAll(options);
        return TrainConfig.of(all);
    }

    private String run(String name) {
        return folder.resolve(name).toString();
    }
}
