package io.lockstep.worker;

import io.lockstep.worker.config.TrainConfig;
import io.lockstep.worker.measurement.Measurement;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What one worker is asked to do in one attempt.
 *
 * @param rank 0 to {@code worldSize - 1}
 * @param jobId the same on all workers and attempts of a run
 * @param attempt 0 for the first start, one more after each restart
 * @param jobSecret hexadecimal digits only workers of this job know; empty on the way to a worker that can make them from
 *     Spark's own secret
 * @param runFolder qualified path of the run's folder, which holds {@code checkpoints/}; empty when evaluating
 * @param checkpoint qualified path of the complete checkpoint to go on from or to evaluate; null for a fresh start. Unlike
 *     the configured {@code resume}, it moves on with each restart.
 * @param measurement what to measure; null unless that is the mode
 */
public record WorkerTask(
        Mode mode,
        int rank,
        int worldSize,
        TrainConfig config,
        String jobId,
        int attempt,
        String jobSecret,
        String runFolder,
        @Nullable String checkpoint,
        @Nullable Measurement measurement) {
    /** Kind of work. */
    public enum Mode {
        TRAIN,
        EVALUATE,
        MEASURE
    }

    /** A task that measures nothing. */
    public WorkerTask(
            Mode mode,
            int rank,
            int worldSize,
            TrainConfig config,
            String jobId,
            int attempt,
            String jobSecret,
            String runFolder,
            @Nullable String checkpoint) {
        this(mode, rank, worldSize, config, jobId, attempt, jobSecret, runFolder, checkpoint, null);
    }

    public WorkerTask withJobSecret(String secret) {
        return new WorkerTask(mode, rank, worldSize, config, jobId, attempt, secret, runFolder, checkpoint);
    }

    public byte[] jobSecretBytes() {
        return HexFormat.of().parseHex(jobSecret);
    }

    /** Everything but the secret, which must not appear in a log. */
    @Override
    public String toString() {
        return "WorkerTask[" + mode + ", rank " + rank + " of " + worldSize + ", job " + jobId + ", attempt " + attempt
                + "]";
    }
}
