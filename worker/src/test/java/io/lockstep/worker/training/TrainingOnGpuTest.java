package io.lockstep.worker.training;

import io.lockstep.cuda.emulator.EmulatedDriver;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.Backends;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.config.TrainConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whole trainings on the emulated driver, the ranks as threads that share its GPU. */
final class TrainingOnGpuTest {
    private static final int TRAINING = 44;
    private static final int VALIDATION = 17;
    private static final Offset<Double> ROUNDING = Offset.offset(1e-4);

    private final EmulatedDriver driver = EmulatedDriver.load();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws Exception {
        SyntheticImages.write(folder, TRAINING, VALIDATION);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(driver.lastFault()).isEmpty();
        assertThat(driver.statistic("device-bytes")).isZero();
        assertThat(driver.statistic("pinned-bytes")).isZero();
        assertThat(driver.statistic("streams")).isZero();
        assertThat(driver.statistic("events")).isZero();
    }

    /** The network has batch normalisation, so that the number of workers matters. */
    @Test
    void twoWorkersOnAGpuTrainAsTwoOnTheProcessor() throws Exception {
        LocalWorkers processor = new LocalWorkers();
        LocalWorkers gpu = new LocalWorkers();
        WorkerResult expected = processor
                .train(config(Map.of("device", "cpu", "workers", "2", "batch-size", "4")), run("cpu"), null)
                .get(0);
        List<WorkerResult> both = gpu.train(
                config(Map.of("device", "cuda", "share-gpu", "true", "workers", "2", "batch-size", "4")),
                run("gpu"),
                null);
        assertThat(gpu.losses()).hasSameSizeAs(processor.losses());
        for (int i = 0; i < gpu.losses().size(); i++) {
            assertThat(gpu.losses().get(i))
                    .as("loss of step %d", i + 1)
                    .isEqualTo(processor.losses().get(i), ROUNDING);
        }
        assertThat(both.get(0).parameterHash()).isEqualTo(both.get(1).parameterHash());
        assertThat(both.get(0).valLoss()).isEqualTo(expected.valLoss(), ROUNDING);
        assertThat(gpu.events(WorkerEvent.Note.class))
                .anySatisfy(note -> assertThat(note.message()).contains("computed by cuda"));
    }

    @Test
    void aRunThatGoesOnWithinAnEpochEndsBitIdentical() throws Exception {
        Map<String, String> options = Map.of(
                "device",
                "cuda",
                "share-gpu",
                "true",
                "workers",
                "2",
                "batch-size",
                "4",
                "checkpoint-every-steps",
                "4");
        WorkerResult whole =
                new LocalWorkers().train(config(options), run("whole"), null).get(0);
        Map<String, String> cut = new LinkedHashMap<>(options);
        cut.put("max-steps", "4");
        WorkerResult stopped =
                new LocalWorkers().train(config(cut), run("cut"), null).get(0);
        WorkerResult resumed = new LocalWorkers()
                .train(config(options), run("cut"), stopped.checkpoint())
                .get(0);
        assertThat(resumed.parameterHash()).isEqualTo(whole.parameterHash());
        assertThat(resumed.trainLoss()).isEqualTo(whole.trainLoss());
    }

    @Test
    void halfPrecisionTrainsTooAndRanksStayEqual() throws Exception {
        List<WorkerResult> both = new LocalWorkers()
                .train(
                        config(Map.of(
                                "device", "cuda",
                                "share-gpu", "true",
                                "workers", "2",
                                "batch-size", "4",
                                "precision", "bfloat16")),
                        run("bf16"),
                        null);
        assertThat(both.get(0).parameterHash()).isEqualTo(both.get(1).parameterHash());
        assertThat(both.get(0).trainLoss()).isBetween(0.1, 10.0);
    }

    @Test
    void aSecondWorkerOnAGpuIsRefusedUnlessItIsWanted() {
        try (Backend backend = Backends.open("cuda", null);
                GpuClaim first = GpuClaim.of(backend, false)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> new LocalWorkers()
                            .train(config(Map.of("device", "cuda", "workers", "1")), run("claimed"), null))
                    .isInstanceOf(LockstepException.class)
                    .hasMessageContaining("another worker uses the GPU cuda:0")
                    .hasMessageContaining("--share-gpu");
        }
    }

    private TrainConfig config(Map<String, String> options) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "data", folder.toString(),
                "model", "lenet",
                "epochs", "1",
                "batch-size", "8",
                "log-every-steps", "1",
                "lr", "0.05",
                "bucket-mb", "1",
                "eval-batch-size", "7"));
        all.putAll(options);
        return TrainConfig.of(all);
    }

    private String run(String name) {
        return folder.resolve(name).toString();
    }
}
