package io.lockstep.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.worker.measurement.Measured;
import org.jspecify.annotations.Nullable;

/**
 * What a worker hands back when it is done. Losses and accuracies are those of the whole job, the same on all ranks.
 *
 * @param valAcc1 share of validation samples whose first guess is right, 0 to 1
 * @param trainLoss mean loss of the last epoch; null after an evaluation
 * @param epochs epochs done since the start of the run, those before a resume included
 * @param steps optimizer steps since the start of the run
 * @param imagesPerSecond training (or evaluation) throughput of all workers together
 * @param seconds time spent by this attempt, without Spark's start-up
 * @param parameterHash hexadecimal hash of the final parameters
 * @param samplesEvaluated validation samples counted, each exactly once
 * @param checkpoint the last complete checkpoint; null when evaluating
 * @param measured the times of the steps; null unless they were asked for
 */
public record WorkerResult(
        int rank,
        @JsonProperty("val/acc1") double valAcc1,
        @JsonProperty("val/loss") double valLoss,
        @JsonProperty("train/loss") @Nullable Double trainLoss,
        int epochs,
        long steps,
        @JsonProperty("images_per_sec") double imagesPerSecond,
        double seconds,
        @JsonProperty("parameter_hash") String parameterHash,
        @JsonProperty("samples_evaluated") long samplesEvaluated,
        @Nullable String checkpoint,
        @Nullable Measured measured) {
    /** The result of training or evaluating. */
    public WorkerResult(
            int rank,
            double valAcc1,
            double valLoss,
            @Nullable Double trainLoss,
            int epochs,
            long steps,
            double imagesPerSecond,
            double seconds,
            String parameterHash,
            long samplesEvaluated,
            @Nullable String checkpoint) {
        this(
                rank,
                valAcc1,
                valLoss,
                trainLoss,
                epochs,
                steps,
                imagesPerSecond,
                seconds,
                parameterHash,
                samplesEvaluated,
                checkpoint,
                null);
    }

    /** The result of a measurement, in which nothing was judged. */
    public static WorkerResult of(
            int rank, long steps, double imagesPerSecond, double seconds, String parameterHash, Measured measured) {
        return new WorkerResult(rank, 0, 0, null, 0, steps, imagesPerSecond, seconds, parameterHash, 0, null, measured);
    }
}
