package io.lockstep.worker.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.worker.config.TrainConfig;

/**
 * Where a run stands, as {@code state.json} keeps it. All randomness is a function of seed and position, so there is no
 * state of a generator to keep.
 *
 * @param config what the run was started with
 * @param epoch epochs trained completely
 * @param stepInEpoch steps done of the epoch after these
 * @param globalStep optimizer steps since the start of the run
 * @param batchSize samples of one worker in a backward pass
 * @param lossSum sum of the losses of the samples seen in the started epoch, by all workers
 * @param correct how many of these samples were guessed right
 * @param samples how many these are
 */
public record TrainingState(
        TrainConfig config,
        int epoch,
        @JsonProperty("step_in_epoch") int stepInEpoch,
        @JsonProperty("global_step") long globalStep,
        long seed,
        @JsonProperty("world_size") int worldSize,
        @JsonProperty("batch_size") int batchSize,
        @JsonProperty("loss_sum") double lossSum,
        double correct,
        double samples) {}
