package io.lockstep.worker.training;

import io.lockstep.engine.format.HostArray;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.WorkerTask;
import io.lockstep.worker.checkpoint.Checkpoints;
import io.lockstep.worker.config.TrainConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whole training runs on a small data set, the ranks as threads. 75 samples make uneven last batches. */
final class TrainingTest {
    private static final int TRAINING = 75;
    private static final int VALIDATION = 33;
    private static final Offset<Double> TINY = Offset.offset(1e-9);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws Exception {
        SyntheticImages.write(folder, TRAINING, VALIDATION);
    }

    @Test
    void oneWorkerIsTheSameAsTwo() throws Exception {
        LocalWorkers one = new LocalWorkers();
        LocalWorkers two = new LocalWorkers();
        WorkerResult alone = one.train(config(Map.of("workers", "1", "batch-size", "8")), run("one"), null)
                .get(0);
        List<WorkerResult> both = two.train(config(Map.of("workers", "2", "batch-size", "4")), run("two"), null);
        assertThat(one.losses()).hasSize(20).first().isNotEqualTo(one.losses().get(19));
        assertThat(two.losses()).hasSameSizeAs(one.losses());
        for (int i = 0; i < one.losses().size(); i++) {
            assertThat(two.losses().get(i))
                    .as("loss of step %d", i + 1)
                    .isEqualTo(one.losses().get(i), TINY);
        }
        assertThat(both.get(0).parameterHash()).isEqualTo(both.get(1).parameterHash());
        assertThat(both.get(0).valLoss()).isEqualTo(alone.valLoss(), TINY);
        assertThat(both).allSatisfy(result -> {
            assertThat(result.samplesEvaluated()).isEqualTo(VALIDATION);
            assertThat(result.valAcc1()).isEqualTo(alone.valAcc1());
        });
    }

    @Test
    void aRunThatGoesOnWithinAnEpochEndsBitIdentical() throws Exception {
        Map<String, String> options = Map.of("workers", "2", "batch-size", "4", "checkpoint-every-steps", "7");
        WorkerResult whole =
                new LocalWorkers().train(config(options), run("whole"), null).get(0);
        Map<String, String> cut = new LinkedHashMap<>(options);
        cut.put("max-steps", "14");
        LocalWorkers second = new LocalWorkers();
        WorkerResult stopped =
                new LocalWorkers().train(config(cut), run("cut"), null).get(0);
        assertThat(stopped.checkpoint()).endsWith("/step-14");
        WorkerResult resumed =
                second.train(config(options), run("cut"), stopped.checkpoint()).get(0);
        assertThat(stopped.parameterHash()).isNotEqualTo(whole.parameterHash());
        assertThat(resumed.parameterHash()).isEqualTo(whole.parameterHash());
        assertThat(resumed.steps()).isEqualTo(20);
        assertThat(resumed.trainLoss()).isEqualTo(whole.trainLoss());
        WorkerResult evaluated = new LocalWorkers()
                .run(WorkerTask.Mode.EVALUATE, config(Map.of("workers", "1")), "", resumed.checkpoint())
                .get(0);
        assertThat(evaluated.parameterHash()).isEqualTo(whole.parameterHash());
        assertThat(evaluated.valLoss()).isEqualTo(whole.valLoss(), TINY);
    }

    @Test
    void tellsWhatShareOfTheCommunicationIsHidden() throws Exception {
        LocalWorkers one = new LocalWorkers();
        LocalWorkers two = new LocalWorkers();
        one.train(config(Map.of("epochs", "1")), run("one"), null);
        two.train(
                config(Map.of("epochs", "1", "workers", "2", "batch-size", "4", "checkpoint-every-steps", "2")),
                run("two"),
                null);
        assertThat(one.events(WorkerEvent.TrainProgress.class))
                .hasSize(10)
                .allSatisfy(progress -> assertThat(progress.commHidden()).isNull());
        assertThat(two.events(WorkerEvent.TrainProgress.class))
                .hasSize(10)
                .allSatisfy(progress -> assertThat(progress.commHidden()).isBetween(0.0, 1.0));
    }

    @Test
    void refusesACheckpointOfAnotherModelOrWorldSize() throws Exception {
        TrainConfig config = config(Map.of("max-steps", "1"));
        String checkpoint = String.valueOf(
                new LocalWorkers().train(config, run("mlp"), null).get(0).checkpoint());
        assertThatThrownBy(() -> new LocalWorkers().train(config(Map.of("model", "lenet")), run("lenet"), checkpoint))
                .isInstanceOf(LockstepException.class)
                .hasMessage("the checkpoint " + checkpoint + " was made with --model mlp, but this run has lenet; give"
                        + " --model mlp or another checkpoint");
        assertThatThrownBy(() -> new LocalWorkers().train(config(Map.of("workers", "2")), run("two"), checkpoint))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("--workers 1");
        Files.delete(Path.of(checkpoint.replaceFirst("^file:", "")).resolve("_SUCCESS"));
        assertThatThrownBy(() -> new LocalWorkers().train(config, run("mlp"), checkpoint))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("is not a complete checkpoint");
    }

    @Test
    void namesADataFileThatIsCutShort() throws Exception {
        Path images = folder.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length - 10));
        assertThatThrownBy(() -> new LocalWorkers().train(config(Map.of()), run("cut"), null))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("train-images-idx3-ubyte");
        assertThat(folder.resolve("cut")).doesNotExist();
    }

    /** With batch normalisation and dropout, at a step where the whole run makes no checkpoint. */
    @ParameterizedTest
    @ValueSource(strings = {"lenet", "convnet"})
    void aRunMayStopAnywhereAndEndsBitIdentical(String model) throws Exception {
        Map<String, String> options =
                Map.of("model", model, "workers", "2", "batch-size", "4", "dtype", "float32", "backend", "onednn");
        WorkerResult whole =
                new LocalWorkers().train(config(options), run("whole"), null).get(0);
        Map<String, String> cut = new LinkedHashMap<>(options);
        cut.put("max-steps", "13");
        WorkerResult stopped =
                new LocalWorkers().train(config(cut), run("cut"), null).get(0);
        WorkerResult resumed = new LocalWorkers()
                .train(config(options), run("cut"), stopped.checkpoint())
                .get(0);
        assertThat(stopped.steps()).isEqualTo(13);
        assertThat(resumed.parameterHash()).isEqualTo(whole.parameterHash());
        assertThat(resumed.valLoss()).isEqualTo(whole.valLoss());
    }

    /**
     * Reporting a step updates all parameters, else layers do so when they read them, in the next forward pass. Of two
     * slices, or some forty of resnet18, in orders that change with the times measured.
     */
    @ParameterizedTest
    @CsvSource({"lenet, 3, 1", "lenet, 2, 3", "resnet18_cifar, 2, 1"})
    void anUpdateLayerByLayerIsThatOfAllAtOnce(String model, int workers, int accumulated) throws Exception {
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "model",
                model,
                "workers",
                "" + workers,
                "batch-size",
                "2",
                "accumulation-steps",
                "" + accumulated,
                "dtype",
                "float32",
                "backend",
                "onednn",
                "bucket-mb",
                "1",
                "max-steps",
                "10",
                "lr",
                "0.02"));
        WorkerResult atOnce =
                new LocalWorkers().train(config(options), run("at-once"), null).get(0);
        options.put("log-every-steps", "1000");
        LocalWorkers later = new LocalWorkers();
        List<WorkerResult> layerByLayer = later.train(config(options), run("layer-by-layer"), null);
        assertThat(later.events(WorkerEvent.TrainProgress.class)).isEmpty();
        assertThat(layerByLayer).allSatisfy(result -> {
            assertThat(result.steps()).isEqualTo(atOnce.steps());
            assertThat(result.parameterHash()).isEqualTo(atOnce.parameterHash());
        });
        assertThat(layerByLayer.get(0).trainLoss()).isEqualTo(atOnce.trainLoss());
        assertThat(layerByLayer.get(0).valLoss()).isEqualTo(atOnce.valLoss());
    }

    /** From the options to the checkpoint, which is in float32 and goes on in either precision. */
    @Test
    void trainsInBfloat16() throws Exception {
        Map<String, String> options = Map.of(
                "model",
                "lenet",
                "workers",
                "2",
                "batch-size",
                "4",
                "dtype",
                "float32",
                "backend",
                "onednn",
                "lr",
                "0.02");
        Map<String, String> mixed = new LinkedHashMap<>(options);
        mixed.put("precision", "bfloat16");
        LocalWorkers exact = new LocalWorkers();
        exact.train(config(options), run("exact"), null);
        LocalWorkers rounded = new LocalWorkers();
        List<WorkerResult> results = rounded.train(config(mixed), run("rounded"), null);
        double first = exact.losses().get(0);
        assertThat(rounded.losses().get(0)).isNotEqualTo(first).isEqualTo(first, Offset.offset(0.02 * first));
        assertThat(rounded.losses()).hasSameSizeAs(exact.losses());
        assertThat(results.get(0).parameterHash()).isEqualTo(results.get(1).parameterHash());
        String checkpoint = String.valueOf(results.get(0).checkpoint());
        assertThat(evaluated(Map.of("precision", "bfloat16"), checkpoint).valLoss())
                .isEqualTo(results.get(0).valLoss(), Offset.offset(1e-3));
        assertThat(evaluated(Map.of(), checkpoint).valLoss())
                .isNotEqualTo(results.get(0).valLoss())
                .isEqualTo(results.get(0).valLoss(), Offset.offset(0.1));
        mixed.put("epochs", "3");
        WorkerResult resumed = new LocalWorkers()
                .train(config(mixed), run("rounded"), checkpoint)
                .get(0);
        assertThat(resumed.steps()).isEqualTo(30);
    }

    /** The scale is in the checkpoint, and a resumed run ends with the bits of one that never stopped. */
    @Test
    void trainsInFloat16WithAScaledLoss() throws Exception {
        Map<String, String> options = Map.of(
                "model",
                "lenet",
                "workers",
                "2",
                "batch-size",
                "4",
                "dtype",
                "float32",
                "backend",
                "onednn",
                "lr",
                "0.02");
        Map<String, String> mixed = new LinkedHashMap<>(options);
        mixed.put("precision", "float16");
        LocalWorkers exact = new LocalWorkers();
        exact.train(config(options), run("exact"), null);
        LocalWorkers rounded = new LocalWorkers();
        List<WorkerResult> results = rounded.train(config(mixed), run("rounded"), null);
        double first = exact.losses().get(0);
        assertThat(rounded.losses().get(0)).isNotEqualTo(first).isEqualTo(first, Offset.offset(0.1 * first));
        assertThat(rounded.losses()).hasSameSizeAs(exact.losses());
        assertThat(results.get(0).parameterHash()).isEqualTo(results.get(1).parameterHash());
        String checkpoint = String.valueOf(results.get(0).checkpoint());
        Map<String, HostArray> saved =
                Checkpoints.read(checkpoint, new Configuration()).optimizer();
        double scale =
                Objects.requireNonNull(saved.get("grad_scaler.scale")).doubles().get(0);
        assertThat(scale).isPositive().isLessThanOrEqualTo(65536);
        Map<String, String> stopped = new LinkedHashMap<>(mixed);
        stopped.put("max-steps", "7");
        String interim = String.valueOf(new LocalWorkers()
                .train(config(stopped), run("stopped"), null)
                .get(0)
                .checkpoint());
        WorkerResult resumed =
                new LocalWorkers().train(config(mixed), run("stopped"), interim).get(0);
        assertThat(resumed.parameterHash()).isEqualTo(results.get(0).parameterHash());
    }

    private WorkerResult evaluated(Map<String, String> options, String checkpoint) throws Exception {
        Map<String, String> all =
                new LinkedHashMap<>(Map.of("model", "lenet", "dtype", "float32", "backend", "onednn"));
        all.putAll(options);
        return new LocalWorkers()
                .run(WorkerTask.Mode.EVALUATE, config(all), "", checkpoint)
                .get(0);
    }

    @Test
    void takesTheNumberOfClassesAndTheNormalisationFromTheOptions() throws Exception {
        assertThatThrownBy(() -> new LocalWorkers().train(config(Map.of("classes", "9")), run("few"), null))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("should be 0 to 8, but is 9");
        WorkerResult usual = new LocalWorkers()
                .train(config(Map.of("max-steps", "1")), run("usual"), null)
                .get(0);
        WorkerResult other = new LocalWorkers()
                .train(config(Map.of("max-steps", "1", "mean", "0.5", "std", "0.25")), run("other"), null)
                .get(0);
        assertThat(other.trainLoss()).isNotEqualTo(usual.trainLoss());
        WorkerResult evaluated = new LocalWorkers()
                .run(
                        WorkerTask.Mode.EVALUATE,
                        config(Map.of("mean", "0.5", "std", "0.25")),
                        "",
                        String.valueOf(other.checkpoint()))
                .get(0);
        assertThat(evaluated.valLoss()).isEqualTo(other.valLoss(), TINY);
    }

    @Test
    void endsARunThatDiverges() {
        Map<String, String> wild =
                Map.of("lr", "1000", "workers", "2", "batch-size", "4", "dtype", "float32", "backend", "onednn");
        assertThatThrownBy(() -> new LocalWorkers().train(config(wild), run("wild"), null))
                .isInstanceOf(LockstepException.class)
                .hasMessageContaining("training diverged; lower --lr (now 1000.0)");
        assertThat(folder.resolve("wild")).doesNotExist();
    }

    @Test
    void keepsTheNewestCheckpointsOnly() throws Exception {
        new LocalWorkers()
                .train(config(Map.of("checkpoint-every-steps", "2", "keep-checkpoints", "2")), run("kept"), null);
        try (var checkpoints = Files.list(folder.resolve("kept/checkpoints"))) {
            assertThat(checkpoints.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-18", "step-20");
        }
    }

    private TrainConfig config(Map<String, String> options) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "data", folder.toString(),
                "model", "mlp",
                "dtype", "float64",
                "backend", "reference",
                "device", "cpu",
                "epochs", "2",
                "batch-size", "8",
                "log-every-steps", "1",
                "lr", "0.05",
                "eval-batch-size", "7"));
        all.putAll(options);
        return TrainConfig.of(all);
    }

    private String run(String name) {
        return folder.resolve(name).toString();
    }
}
