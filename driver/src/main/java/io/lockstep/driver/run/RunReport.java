package io.lockstep.driver.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.worker.config.GivenValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run's folder holds.
 *
 * @param finished whether it has a summary
 * @param epochs done
 * @param trainLoss of the last epoch; null before its end, as are the accuracies
 */
public record RunReport(
        String path,
        boolean finished,
        long epochs,
        long steps,
        @JsonProperty("train/loss") @Nullable Double trainLoss,
        @JsonProperty("val/acc1") @Nullable Double lastAcc1,
        @JsonProperty("best/val/acc1") @Nullable Double bestAcc1,
        Map<String, String> config,
        List<CheckpointState> checkpoints,
        @JsonProperty("last_checkpoint") @Nullable CheckpointReport lastCheckpoint) {
    /** Whether a checkpoint can be used. */
    public record CheckpointState(long step, boolean complete) {}

    public static RunReport of(RunFolder folder, Folders folders) throws IOException {
        List<JsonNode> epochs = MetricsLog.read(folders, folder.metrics()).stream()
                .filter(line -> line.path("event").asText().equals("epoch"))
                .toList();
        Optional<JsonNode> last = epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
        List<CheckpointState> states = new ArrayList<>();
        for (Checkpoint checkpoint : folder.checkpoints(folders)) {
            states.add(new CheckpointState(checkpoint.step(), checkpoint.isComplete(folders)));
        }
        Optional<Checkpoint> complete = folder.lastComplete(folders);
        return new RunReport(
                folder.path().toString(),
                folders.exists(folder.summary()),
                last.map(line -> line.path("epoch").asLong()).orElse(0L),
                last.map(line -> line.path("global_step").asLong()).orElse(0L),
                last.map(line -> line.path("train/loss").asDouble()).orElse(null),
                last.map(line -> line.path("val/acc1").asDouble()).orElse(null),
                epochs.stream()
                        .map(line -> line.path("val/acc1").asDouble())
                        .max(Double::compare)
                        .orElse(null),
                config(folder, folders),
                states,
                complete.isPresent() ? CheckpointReport.of(complete.get(), folders) : null);
    }

    private static Map<String, String> config(RunFolder folder, Folders folders) throws IOException {
        String name = folder.config().toString();
        Map<String, GivenValue> values = ConfigFile.read(folders.readText(folder.config()), name, new ArrayList<>());
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((key, value) -> texts.put(key, value.text()));
        return texts;
    }
}
