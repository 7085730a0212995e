package io.lockstep.driver.scaling;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a cost model expects of so many workers.
 *
 * @param stepSeconds mean time of a step
 * @param computeSeconds mean time of a step that never waits: data, computing, rest
 * @param communicationSeconds of it exposed
 * @param waitingSeconds of it for the slowest rank
 * @param networkSeconds time in which the network is busy
 */
public record Forecast(
        int workers,
        @JsonProperty("images_per_sec") double imagesPerSecond,
        @JsonProperty("step_seconds") double stepSeconds,
        @JsonProperty("compute_seconds") double computeSeconds,
        @JsonProperty("communication_seconds") double communicationSeconds,
        @JsonProperty("waiting_seconds") double waitingSeconds,
        @JsonProperty("network_seconds") double networkSeconds) {}
