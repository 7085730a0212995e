package io.lockstep.worker.spark;

import io.lockstep.worker.LockstepException;
import io.lockstep.worker.RestartableException;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.WorkerTask;
import io.lockstep.worker.config.TrainConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two tasks as threads of this process, under the serializer and the plugin that executors have. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkerStageTest {
    /** Met by both tasks of a stage before one fails: Spark kills the other, and might do so before it began. */
    private static final CyclicBarrier BOTH_STARTED = new CyclicBarrier(2);

    private static final TrainConfig CONFIG = TrainConfig.of(Map.of("data", "d", "model", "mlp", "workers", "2"));

    private final JavaSparkContext spark = new JavaSparkContext(new SparkConf()
            .setMaster("local[2]")
            .setAppName("worker stage test")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.plugins", LockstepPlugin.class.getName())
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrationRequired", "true"));
    private final List<WorkerEvent> events = Collections.synchronizedList(new ArrayList<>());

    @AfterAll
    void stop() {
        spark.close();
    }

    @Test
    void workersMeetReportAndReturnInRankOrder() throws Exception {
        List<WorkerResult> results = run((task, environment) -> {
            List<String> all = environment.exchange("rank " + task.rank());
            assertThat(environment.hadoopConfiguration().get("lockstep.test")).isEqualTo("told");
            environment.report(new WorkerEvent.Note(task.rank() + " of " + all + " on " + environment.host()));
            return new WorkerResult(task.rank(), 0.5, 1, null, 1, 1, 1, 1, "hash", 10, null);
        });
        assertThat(results).extracting(WorkerResult::rank).containsExactly(0, 1);
        assertThat(events)
                .containsExactlyInAnyOrder(
                        new WorkerEvent.Note("0 of [rank 0, rank 1] on 127.0.0.1"),
                        new WorkerEvent.Note("1 of [rank 0, rank 1] on 127.0.0.1"));
    }

    @Test
    void aUsersFaultComesBackWordForWordThoughOthersSawALoss() {
        assertThatThrownBy(() -> run((task, environment) -> {
                    BOTH_STARTED.await(1, TimeUnit.MINUTES);
                    if (task.rank() == 1) {
                        awaitStageFailure();
                        throw new LockstepException("label 12 is out of range; correct the file");
                    }
                    throw new RestartableException("rank 1 is gone");
                }))
                .isInstanceOf(LockstepException.class)
                .hasMessage("label 12 is out of range; correct the file");
    }

    @Test
    void aLossCanBeRestarted() {
        assertThatThrownBy(() -> run((task, environment) -> {
                    environment.exchange("");
                    throw new RestartableException("rank 1 is gone");
                }))
                .isInstanceOf(AttemptLostException.class)
                .hasMessage("rank 1 is gone");
    }

    @Test
    void anUnexpectedFailureNamesRankAndException() {
        assertThatThrownBy(() -> run((task, environment) -> {
                    if (task.rank() == 1) {
                        throw new IllegalStateException("oops");
                    }
                    environment.exchange("");
                    throw new RestartableException("never met rank 1");
                }))
                .isInstanceOf(LockstepException.class)
                .hasMessage("worker 1 failed with IllegalStateException: oops; --verbose shows where");
    }

    /** Returns once Spark has told this task that another one failed, so that whatever it says comes late. */
    private static void awaitStageFailure() {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!TaskContext.get().isInterrupted()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private List<WorkerResult> run(WorkerBody body) throws AttemptLostException, InterruptedException {
        // A worker of the stage before may still be talking.
        String jobId = UUID.randomUUID().toString();
        List<WorkerTask> tasks = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            tasks.add(new WorkerTask(WorkerTask.Mode.TRAIN, rank, 2, CONFIG, jobId, 0, "00", "runs/a", null));
        }
        events.clear();
        return new WorkerStage(spark, Map.of("lockstep.test", "told"), body).run(tasks, events::add);
    }
}
