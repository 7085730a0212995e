package io.lockstep.worker;

import io.lockstep.worker.config.TrainConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class JsonTest {
    private static final TrainConfig CONFIG = TrainConfig.of(Map.of(
            "data", "hdfs://h/päth with \"quotes\"", "model", "lenet", "lr", "0.05", "communication-timeout", "2min"));

    @Test
    void tasksSurvive() {
        WorkerTask task = new WorkerTask(WorkerTask.Mode.TRAIN, 1, 2, CONFIG, "job", 3, "00ff", "file:/runs/a", null);
        WorkerTask read = Json.read(Json.write(task), WorkerTask.class);
        assertThat(read).isEqualTo(task);
        assertThat(read.jobSecretBytes()).containsExactly(0, 0xff);
    }

    @Test
    void tasksDoNotPrintTheirSecret() {
        WorkerTask task = new WorkerTask(WorkerTask.Mode.EVALUATE, 0, 1, CONFIG, "job", 0, "c0ffee", "", "file:/c");
        assertThat(task.toString()).doesNotContain("c0ffee");
    }

    @Test
    void eventsSurviveEvenWithoutNumbers() {
        List<WorkerEvent> events = List.of(
                new WorkerEvent.TrainProgress(1, 2, 3, 4, 5, 8, Double.NaN, 0.1, 700, 0, null),
                new WorkerEvent.TrainProgress(1, 2, 3, 4, 5, 8, 0.5, 0.1, 700, 1e6, 0.83),
                new WorkerEvent.EvaluationProgress(10, 20),
                new WorkerEvent.EpochDone(1, 2, 9, 0.5, 0.8, 0.6, 0.7, 0.1, 700, 12.5, "abc"),
                new WorkerEvent.CheckpointWritten("file:/c", 1, 9),
                new WorkerEvent.Note("one\nline"));
        for (WorkerEvent event : events) {
            assertThat(Json.read(Json.write(event), WorkerEvent.class)).isEqualTo(event);
        }
    }

    @Test
    void eventsHaveTheKeysOfTheMetrics() {
        assertThat(Json.write(new WorkerEvent.EpochDone(1, 2, 9, 0.5, 0.8, 0.6, 0.7, 0.1, 700, 12.5, "abc")))
                .isEqualTo("{\"event\":\"epoch\",\"epoch\":1,\"epochs\":2,\"global_step\":9,\"train/loss\":0.5,"
                        + "\"train/acc1\":0.8,\"val/loss\":0.6,\"val/acc1\":0.7,\"lr\":0.1,\"images_per_sec\":700.0,"
                        + "\"seconds\":12.5,\"parameter_hash\":\"abc\"}");
        assertThat(Json.write(new WorkerEvent.TrainProgress(1, 2, 3, 4, 5, 8, 0.5, 0.1, 700, 1000, 0.83)))
                .endsWith("\"comm_bytes_per_step\":1000.0,\"comm_hidden\":0.83}");
    }

    @Test
    void resultsSurvive() {
        WorkerResult result = new WorkerResult(0, 0.9, 0.3, null, 2, 20, 700, 3.5, "abc", 10_000, null);
        assertThat(Json.read(Json.write(result), WorkerResult.class)).isEqualTo(result);
    }

    @Test
    void saysWhatWasExpected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.read("[1", WorkerTask.class))
                .withMessage("expected the JSON of a WorkerTask but got [1");
    }
}
