package io.lockstep.worker.spark;

import io.lockstep.worker.Json;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.Worker;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.WorkerTask;
import io.lockstep.worker.spark.WorkerInbox.RankFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Runs all workers of an attempt as the tasks of one barrier stage, started together or not at all; partition i is rank
 * i. Spark sees strings only. Needs {@link LockstepPlugin} in {@code spark.plugins}.
 */
public final class WorkerStage {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerStage.class);

    private static final String EXECUTOR_LOST = "ExecutorLostFailure";
    /**
     * How long to wait for a worker that neither speaks nor ends when others report a loss: longer than one with a fault
     * takes to leave the mesh, less than a frozen one takes to be missed.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final JavaSparkContext spark;
    private final Map<String, String> hadoopSettings;
    private final WorkerBody body;

    /**
     * A stage of this application.
     *
     * @param hadoopSettings what the workers' file systems need beyond Hadoop's defaults
     */
    public WorkerStage(JavaSparkContext spark, Map<String, String> hadoopSettings) {
        this(spark, hadoopSettings, Worker::run);
    }

    WorkerStage(JavaSparkContext spark, Map<String, String> hadoopSettings, WorkerBody body) {
        this.spark = spark;
        this.hadoopSettings = hadoopSettings;
        this.body = body;
    }

    /**
     * Runs {@code tasks}, one for each rank in order, and waits for their results, which come in rank order.
     *
     * @param listener takes the events as they come, one at a time, on a thread of Spark's; has dealt with all of them when
     *     this method returns
     * @throws LockstepException if a worker met a fault that a new attempt would meet again
     * @throws AttemptLostException if a new attempt may succeed
     */
    public List<WorkerResult> run(List<WorkerTask> tasks, Consumer<WorkerEvent> listener)
            throws AttemptLostException, InterruptedException {
        SparkSecret.requireLongIfSet(); // fails here rather than in the executors
        WorkerInbox inbox = new WorkerInbox(tasks.get(0).attempt(), tasks.size(), listener);
        String jobId = tasks.get(0).jobId();
        String attempt = jobId + " attempt " + tasks.get(0).attempt();
        TaskEnds ends = new TaskEnds(attempt, inbox::ended);
        EventLink.listen(jobId, inbox::accept);
        spark.sc().addSparkListener(ends);
        spark.setLocalProperty(TaskEnds.ATTEMPT, attempt);
        try {
            List<String> encoded =
                    tasks.stream().map(WorkerStage::travelling).map(Json::write).toList();
            return collect(spark.parallelize(encoded, encoded.size())).stream()
                    .map(json -> Json.read(json, WorkerResult.class))
                    .toList();
        } catch (Exception e) { // Spark's collect throws a checked SparkException that Java cannot see
            throw lost(e, inbox.failure(PATIENCE));
        } finally {
            spark.setLocalProperty(TaskEnds.ATTEMPT, null);
            spark.sc().removeSparkListener(ends);
            EventLink.stopListening(jobId);
        }
    }

    /** The task as it goes over the network: with Spark's authentication no secret does. */
    private static WorkerTask travelling(WorkerTask task) {
        return SparkSecret.isSet() ? task.withJobSecret("") : task;
    }

    private List<String> collect(JavaRDD<String> tasks) {
        ClassTag<String> text = ClassTag$.MODULE$.apply(String.class);
        RDD<String> results =
                tasks.rdd().barrier().mapPartitions(new WorkerPartition(body, hadoopSettings), false, text);
        return new JavaRDD<>(results, text).collect();
    }

    private static AttemptLostException lost(Exception thrown, Optional<RankFailure> told) {
        LOG.debug("the stage ended with {}", told, thrown);
        boolean executorLost = String.valueOf(thrown.getMessage()).contains(EXECUTOR_LOST);
        if (told.isEmpty() || (executorLost && told.get().kind() == WorkerFailure.Kind.LOSS)) {
            return new AttemptLostException(firstCause(thrown), thrown); // the others saw only its consequences
        }
        RankFailure failure = told.get();
        IllegalStateException trace =
                new IllegalStateException(failure.failure().trace(), thrown);
        return switch (failure.kind()) {
            case FAULT -> throw new LockstepException(failure.failure().message(), trace);
            case BUG ->
                throw new LockstepException(
                        "worker " + failure.rank() + " failed with "
                                + failure.failure().message() + "; --verbose shows where",
                        trace);
            case LOSS -> new AttemptLostException(failure.failure().message(), trace);
        };
    }

    /** The part of Spark's many lines that says what happened. */
    private static String firstCause(Exception thrown) {
        String message = String.valueOf(thrown.getMessage());
        int reason = message.indexOf(EXECUTOR_LOST);
        String line = message.substring(Math.max(0, reason)).lines().findFirst().orElse("");
        return line.isBlank() ? thrown.getClass().getSimpleName() : line.strip();
    }
}
