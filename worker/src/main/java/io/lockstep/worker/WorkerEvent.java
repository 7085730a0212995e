package io.lockstep.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** Something a worker tells the driver while it works. In JSON it is also a line of {@code metrics.jsonl}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkerEvent.TrainProgress.class, name = "train"),
    @JsonSubTypes.Type(value = WorkerEvent.EvaluationProgress.class, name = "evaluation"),
    @JsonSubTypes.Type(value = WorkerEvent.EpochDone.class, name = "epoch"),
    @JsonSubTypes.Type(value = WorkerEvent.CheckpointWritten.class, name = "checkpoint"),
    @JsonSubTypes.Type(value = WorkerEvent.Note.class, name = "note"),
})
public sealed interface WorkerEvent {
    /**
     * State of training after a step; sent by rank 0 every {@code log-every-steps} steps of an epoch.
     *
     * @param epoch 1 to {@code epochs}
     * @param step 1 to {@code stepsPerEpoch}, within the epoch
     * @param globalStep optimizer steps since the start of the run
     * @param totalSteps those at the end of the run
     * @param loss mean loss over all workers since the last such event
     * @param imagesPerSecond of all workers together, since the last such event
     * @param commBytesPerStep bytes of data that rank 0 sent over the network per step, since the last such event
     * @param commHidden share of the time of rank 0's collectives, since the last such event, in which its training went
     *     on beside them, 0 to 1; null if there were none
     */
    record TrainProgress(
            int epoch,
            int epochs,
            int step,
            @JsonProperty("steps_per_epoch") int stepsPerEpoch,
            @JsonProperty("global_step") long globalStep,
            @JsonProperty("total_steps") long totalSteps,
            @JsonProperty("train/loss") double loss,
            double lr,
            @JsonProperty("images_per_sec") double imagesPerSecond,
            @JsonProperty("comm_bytes_per_step") double commBytesPerStep,
            @JsonProperty("comm_hidden") @Nullable Double commHidden)
            implements WorkerEvent {}

    /**
     * State of an evaluation; sent by rank 0.
     *
     * @param seen samples evaluated by all ranks, if they are as far as this one
     * @param total samples that there are
     */
    record EvaluationProgress(long seen, long total) implements WorkerEvent {}

    /**
     * An epoch trained and evaluated; sent by rank 0.
     *
     * @param seconds time of the epoch, its evaluation included
     * @param parameterHash hexadecimal hash of the parameters, equal on all ranks
     */
    record EpochDone(
            int epoch,
            int epochs,
            @JsonProperty("global_step") long globalStep,
            @JsonProperty("train/loss") double trainLoss,
            @JsonProperty("train/acc1") double trainAcc1,
            @JsonProperty("val/loss") double valLoss,
            @JsonProperty("val/acc1") double valAcc1,
            double lr,
            @JsonProperty("images_per_sec") double imagesPerSecond,
            double seconds,
            @JsonProperty("parameter_hash") String parameterHash)
            implements WorkerEvent {}

    /** A checkpoint that is complete and can be resumed from. */
    record CheckpointWritten(
            String path,
            int epoch,
            @JsonProperty("global_step") long globalStep) implements WorkerEvent {}

    /** A line for the user. */
    record Note(String message) implements WorkerEvent {}
}
