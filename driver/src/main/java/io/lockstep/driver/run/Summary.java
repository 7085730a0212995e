package io.lockstep.driver.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code summary.json}: what came out of a finished run.
 *
 * @param valAcc1 share of validation samples whose first guess is right, 0 to 1
 * @param batchSize samples of one worker in a backward pass
 * @param accumulationSteps backward passes of one worker in a step
 * @param globalBatchSize samples of all workers in a step
 * @param imagesPerSecond training throughput of all workers together
 * @param seconds from the first attempt's start to the end, restarts and evaluation included, Spark's start-up not
 * @param started ISO time
 * @param restarts after the loss of a worker
 */
public record Summary(
        String model,
        @JsonProperty("val/acc1") double valAcc1,
        @JsonProperty("val/loss") double valLoss,
        @JsonProperty("train/loss") @Nullable Double trainLoss,
        @JsonProperty("world_size") int worldSize,
        int epochs,
        long steps,
        @JsonProperty("batch_size") int batchSize,
        @JsonProperty("accumulation_steps") int accumulationSteps,
        @JsonProperty("global_batch_size") long globalBatchSize,
        @JsonProperty("images_per_sec") double imagesPerSecond,
        double seconds,
        @JsonProperty("samples_evaluated") long samplesEvaluated,
        @JsonProperty("parameter_hash") String parameterHash,
        @Nullable String checkpoint,
        int restarts,
        String started,
        String finished,
        @JsonProperty("lockstep_version") String lockstepVersion) {}
