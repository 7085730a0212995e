package io.lockstep.driver.cluster;

import io.lockstep.driver.run.Checkpoint;
import io.lockstep.driver.run.Folders;
import io.lockstep.driver.run.MetricsLog;
import io.lockstep.driver.run.RunFolder;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.WorkerEvent;
import io.lockstep.worker.WorkerResult;
import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.spark.AttemptLostException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The attempts at a run: when a worker is lost, all start again from the last complete checkpoint, on the executors left
 * and those Spark starts in place of the lost one.
 */
public final class Attempts {
    private final Cluster cluster;
    private final TrainConfig config;
    private final RunFolder folder;
    private final Folders folders;
    private final MetricsLog metrics;
    private final Consumer<WorkerEvent> monitor;
    private int restarts;

    public Attempts(
            Cluster cluster,
            TrainConfig config,
            RunFolder folder,
            Folders folders,
            MetricsLog metrics,
            Consumer<WorkerEvent> monitor) {
        this.cluster = cluster;
        this.config = config;
        this.folder = folder;
        this.folders = folders;
        this.metrics = metrics;
        this.monitor = monitor;
    }

    /**
     * Trains until the end.
     *
     * @param start checkpoint to start from
     * @throws LockstepException if the run meets a fault of the user's, or loses workers too often
     */
    public WorkerResult run(Optional<Checkpoint> start) throws IOException, InterruptedException {
        Job job = Job.train(config, folder);
        Optional<Checkpoint> checkpoint = start;
        while (true) {
            try {
                cluster.awaitExecutors();
                return cluster.stage()
                        .run(job.tasks(restarts, checkpoint), monitor)
                        .get(0);
            } catch (AttemptLostException e) {
                checkpoint = afterLoss(e, start);
            }
        }
    }

    /** Of this run, after the loss of a worker. */
    public int restarts() {
        return restarts;
    }

    private Optional<Checkpoint> afterLoss(AttemptLostException loss, Optional<Checkpoint> start) throws IOException {
        if (restarts == config.maxRestarts()) {
            throw new LockstepException(
                    "gave up after " + restarts + " restarts (--max-restarts): " + loss.getMessage()
                            + "; go on with --resume " + folder.path(),
                    loss);
        }
        restarts++;
        Optional<Checkpoint> last = folder.lastComplete(folders).or(() -> start);
        metrics.rewind(last.map(Checkpoint::step).orElse(0L));
        monitor.accept(
                new WorkerEvent.Note("a worker was lost (" + loss.getMessage() + "); restart " + restarts + " of "
                        + config.maxRestarts() + " from "
                        + last.map(checkpoint -> "step " + checkpoint.step()).orElse("the beginning")));
        return last;
    }
}
