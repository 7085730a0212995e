package io.lockstep.worker.training;

import io.lockstep.engine.format.HostArray;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.checkpoint.Checkpoints;
import io.lockstep.worker.config.TrainConfig;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
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

/** Whole training runs whose steps add up the gradients of several batches per worker. */
final class AccumulationTest {
    private static final Offset<Double> TINY = Offset.offset(1e-9);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws Exception {
        SyntheticImages.write(folder, 75, 33);
    }

    /** The last step is short: with 2 workers and 4 batches of 1 one has fewer batches, with 4 workers one has none. */
    @ParameterizedTest
    @CsvSource({"1, 4, 2", "1, 2, 9", "2, 4, 2", "2, 1, 4", "4, 2, 3"})
    void accumulatedBatchesAreTheSameAsOneLargeBatch(int workers, int batch, int accumulated) throws Exception {
        LocalWorkers large = new LocalWorkers();
        LocalWorkers small = new LocalWorkers();
        WorkerResult expected = train(large, "large", workers, batch * accumulated, 1, Map.of());
        WorkerResult found = train(small, "small", workers, batch, accumulated, Map.of());
        assertThat(found.steps()).isEqualTo(expected.steps());
        List<WorkerEvent.TrainProgress> steps = large.events(WorkerEvent.TrainProgress.class);
        assertThat(small.events(WorkerEvent.TrainProgress.class)).hasSameSizeAs(steps);
        for (int i = 0; i < steps.size(); i++) {
            assertThat(small.events(WorkerEvent.TrainProgress.class).get(i).loss())
                    .as("loss of step %d", i + 1)
                    .isEqualTo(steps.get(i).loss(), TINY);
        }
        assertThat(found.valLoss()).isEqualTo(expected.valLoss(), TINY);
        assertSameParameters(parameters(found), parameters(expected));
    }

    /** The gradients go over the network once per step, and so do running statistics. */
    @ParameterizedTest
    @ValueSource(strings = {"mlp", "convnet"})
    void aStepSendsTheSameHoweverManyBatchesItAddsUp(String model) throws Exception {
        Map<String, String> options =
                Map.of("model", model, "dtype", "float32", "backend", "onednn", "max-steps", "3", "lr", "0.01");
        LocalWorkers plain = new LocalWorkers();
        LocalWorkers accumulating = new LocalWorkers();
        train(plain, "plain", 2, 2, 1, options);
        train(accumulating, "accumulating", 2, 2, 5, options);
        List<Double> sent = bytesPerStep(plain);
        assertThat(sent).hasSize(3).allMatch(bytes -> bytes > 0);
        assertThat(bytesPerStep(accumulating)).isEqualTo(sent);
    }

    /** With batch normalisation and dropout. */
    @Test
    void aRunMayStopAnywhereAndEndsBitIdentical() throws Exception {
        Map<String, String> options = Map.of("model", "convnet", "dtype", "float32", "backend", "onednn");
        WorkerResult whole = train(new LocalWorkers(), "whole", 2, 4, 3, options);
        Map<String, String> cut = new LinkedHashMap<>(options);
        cut.put("max-steps", "5");
        WorkerResult stopped = train(new LocalWorkers(), "cut", 2, 4, 3, cut);
        WorkerResult resumed = new LocalWorkers()
                .train(config(2, 4, 3, options), run("cut"), stopped.checkpoint())
                .get(0);
        assertThat(whole.steps()).isEqualTo(8);
        assertThat(stopped.steps()).isEqualTo(5);
        assertThat(resumed.parameterHash()).isEqualTo(whole.parameterHash());
        assertThat(resumed.trainLoss()).isEqualTo(whole.trainLoss());
        assertThat(resumed.valLoss()).isEqualTo(whole.valLoss());
    }

    @Test
    void refusesACheckpointOfAnotherAccumulation() throws Exception {
        String checkpoint = String.valueOf(train(new LocalWorkers(), "two", 1, 4, 2, Map.of("max-steps", "1"))
                .checkpoint());
        assertThatThrownBy(() -> new LocalWorkers().train(config(1, 4, 3, Map.of()), run("two"), checkpoint))
                .isInstanceOf(LockstepException.class)
                .hasMessage(
                        "the checkpoint " + checkpoint + " was made with --accumulation-steps 2, but this run has 3;"
                                + " give --accumulation-steps 2 or another checkpoint");
    }

    private static void assertSameParameters(Map<String, HostArray> found, Map<String, HostArray> expected) {
        assertThat(found.keySet()).isNotEmpty().isEqualTo(expected.keySet());
        found.forEach((name, array) -> {
            DoubleBuffer values = array.doubles();
            DoubleBuffer others = Objects.requireNonNull(expected.get(name)).doubles();
            assertThat(values.remaining()).isPositive().isEqualTo(others.remaining());
            for (int i = 0; i < values.remaining(); i++) {
                assertThat(values.get(i)).as("%s[%d]", name, i).isEqualTo(others.get(i), TINY);
            }
        });
    }

    private static Map<String, HostArray> parameters(WorkerResult result) throws Exception {
        return Checkpoints.read(String.valueOf(result.checkpoint()), new Configuration())
                .model();
    }

    private static List<Double> bytesPerStep(LocalWorkers workers) {
        return workers.events(WorkerEvent.TrainProgress.class).stream()
                .map(WorkerEvent.TrainProgress::commBytesPerStep)
                .toList();
    }

    private WorkerResult train(
            LocalWorkers cluster, String name, int workers, int batch, int accumulated, Map<String, String> options)
            throws Exception {
        return cluster.train(config(workers, batch, accumulated, options), run(name), null)
                .get(0);
    }

    private TrainConfig config(int workers, int batch, int accumulated, Map<String, String> options) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "data", folder.toString(),
                "model", "mlp",
                "dtype", "float64",
                "backend", "reference",
                "epochs", "2",
                "log-every-steps", "1",
                "lr", "0.05"));
        all.put("workers", Integer.toString(workers));
        all.put("batch-size", Integer.toString(batch));
        all.put("accumulation-steps", Integer.toString(accumulated));
        all.putAll(options);
        return TrainConfig.of(all);
    }

    private String run(String name) {
        return folder.resolve(name).toString();
    }
}
