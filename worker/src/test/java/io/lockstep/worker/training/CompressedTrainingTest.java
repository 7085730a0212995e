package io.lockstep.worker.training;

import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.checkpoint.TrainingState;
import io.lockstep.worker.config.ConfigException;
import io.lockstep.worker.config.TrainConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Training runs with compressed gradients, the ranks as threads; ten steps an epoch. */
final class CompressedTrainingTest {
    /** Elements of the mlp for images of 8 x 8 and ten classes, and what aligns them at most. */
    private static final int PARAMETERS = 64 * 512 + 512 + 512 * 256 + 256 + 256 * 10 + 10;

    private static final int GAPS = 6 * 15;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws Exception {
        SyntheticImages.write(folder, 75, 33);
    }

    @ParameterizedTest
    @CsvSource({"float16, 0.5", "bfloat16, 0.5", "int8, 0.26", "topk, 0.021", "powersgd, 0.05"})
    void learnsAndSendsFewerBytes(String method, double share) throws Exception {
        LocalWorkers workers = new LocalWorkers();
        List<WorkerResult> results =
                workers.train(config(method, Map.of("epochs", "6", "lr", "0.02")), run(method), null);
        assertThat(results.get(0).parameterHash()).isEqualTo(results.get(1).parameterHash());
        List<WorkerEvent.TrainProgress> steps = workers.events(WorkerEvent.TrainProgress.class);
        assertThat(mean(steps.subList(50, 60))).isLessThan(0.75 * mean(steps.subList(0, 10)));
        assertThat(bytesPerStep(workers)).isGreaterThan(0).isLessThan(4 * (PARAMETERS + GAPS) * share);
    }

    /** Two ranks exchange one half-size buffer each way, and nothing else goes over the network. */
    @Test
    void theMetricCountsTheBytesOfTheSteps() throws Exception {
        LocalWorkers workers = new LocalWorkers();
        workers.train(config("bfloat16", Map.of("log-every-steps", "5")), run("counted"), null);
        assertThat(workers.events(WorkerEvent.TrainProgress.class))
                .hasSize(4)
                .allSatisfy(progress ->
                        assertThat(progress.commBytesPerStep()).isBetween(2.0 * PARAMETERS, 2.0 * (PARAMETERS + GAPS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bfloat16", "int8", "topk", "powersgd"})
    void aRunThatGoesOnEndsBitIdentical(String method) throws Exception {
        Map<String, String> options = Map.of("compression-warmup-steps", "3");
        WorkerResult whole = new LocalWorkers()
                .train(config(method, options), run("whole"), null)
                .get(0);
        Map<String, String> cut = new LinkedHashMap<>(options);
        cut.put("max-steps", "13");
        WorkerResult stopped =
                new LocalWorkers().train(config(method, cut), run("cut"), null).get(0);
        WorkerResult resumed = new LocalWorkers()
                .train(config(method, options), run("cut"), stopped.checkpoint())
                .get(0);
        assertThat(stopped.steps()).isEqualTo(13);
        assertThat(resumed.parameterHash()).isEqualTo(whole.parameterHash());
        assertThat(resumed.valLoss()).isEqualTo(whole.valLoss());
    }

    @Test
    void residualsBelongToTheCheckpoint() throws Exception {
        WorkerResult stopped = new LocalWorkers()
                .train(config("topk", Map.of("max-steps", "13")), run("cut"), null)
                .get(0);
        Path second = local(Objects.requireNonNull(stopped.checkpoint())).resolve("compression-1.safetensors");
        Path first = local(Objects.requireNonNull(stopped.checkpoint())).resolve("compression-0.safetensors");
        assertThat(Files.size(first)).isEqualTo(Files.size(second)).isGreaterThan(4L * PARAMETERS);
        assertThat(Files.readAllBytes(first)).isNotEqualTo(Files.readAllBytes(second));
        Files.delete(first);
        assertThatThrownBy(() -> new LocalWorkers().train(config("topk", Map.of()), run("cut"), stopped.checkpoint()))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("lacks compression-0.safetensors");
    }

    @Test
    void anotherMethodStartsWithoutTheResidualsAndSaysSo() throws Exception {
        WorkerResult stopped = new LocalWorkers()
                .train(config("topk", Map.of("max-steps", "13")), run("cut"), null)
                .get(0);
        LocalWorkers resumed = new LocalWorkers();
        resumed.train(config("int8", Map.of()), run("cut"), stopped.checkpoint());
        assertThat(resumed.events(WorkerEvent.Note.class))
                .extracting(WorkerEvent.Note::message)
                .contains("gradient compression starts without what was left out before " + stopped.checkpoint()
                        + ", which was made with --gradient-compression topk 0.01, while this run has int8");
    }

    @Test
    void residualsOfAnotherNumberOfWorkersAreOfNoUse() {
        TrainConfig config = config("int8", Map.of());
        TrainingState then = new TrainingState(config, 0, 1, 1, 0, 2, 4, 0, 0, 0);
        assertThat(Residuals.obstacle(then, config, 2)).isNull();
        assertThat(Residuals.obstacle(then, config, 3))
                .isEqualTo("which was made by 2 workers, each with its own, while this run has 3");
    }

    @Test
    void warmUpStepsAreThoseOfNoCompression() throws Exception {
        WorkerResult plain = new LocalWorkers()
                .train(config("none", Map.of()), run("plain"), null)
                .get(0);
        WorkerResult warm = new LocalWorkers()
                .train(config("topk", Map.of("compression-warmup-steps", "20")), run("warm"), null)
                .get(0);
        WorkerResult compressed = new LocalWorkers()
                .train(config("topk", Map.of("compression-warmup-steps", "19")), run("compressed"), null)
                .get(0);
        assertThat(warm.parameterHash()).isEqualTo(plain.parameterHash());
        assertThat(compressed.parameterHash()).isNotEqualTo(plain.parameterHash());
    }

    @Test
    void oneWorkerHasNothingToCompress() throws Exception {
        Map<String, String> alone = Map.of("workers", "1");
        WorkerResult plain = new LocalWorkers()
                .train(config("none", alone), run("plain"), null)
                .get(0);
        WorkerResult compressed = new LocalWorkers()
                .train(config("topk", alone), run("compressed"), null)
                .get(0);
        assertThat(compressed.parameterHash()).isEqualTo(plain.parameterHash());
        assertThat(local(Objects.requireNonNull(compressed.checkpoint())).resolve("compression-0.safetensors"))
                .doesNotExist();
    }

    @Test
    void doubleGradientsAreRefused() {
        assertThatThrownBy(() -> config("int8", Map.of("dtype", "float64", "backend", "reference")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("use --dtype float32 or --gradient-compression none");
    }

    private TrainConfig config(String method, Map<String, String> options) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "data", folder.toString(),
                "model", "mlp",
                "backend", "onednn",
                "device", "cpu",
                "workers", "2",
                "epochs", "2",
                "batch-size", "4",
                "log-every-steps", "1",
                "lr", "0.05",
                "gradient-compression", method));
        all.putAll(options);
        return TrainConfig.of(all);
    }

    private String run(String name) {
        return folder.resolve(name).toString();
    }

    private static Path local(String checkpoint) {
        return Path.of(checkpoint.replaceFirst("^file:", ""));
    }

    private static double bytesPerStep(LocalWorkers workers) {
        List<WorkerEvent.TrainProgress> steps = workers.events(WorkerEvent.TrainProgress.class);
        return steps.get(steps.size() - 1).commBytesPerStep();
    }

    private static double mean(List<WorkerEvent.TrainProgress> steps) {
        double sum = 0;
        for (WorkerEvent.TrainProgress step : steps) {
            sum += step.loss();
        }
        return sum / steps.size();
    }
}
