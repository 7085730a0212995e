package io.lockstep.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.worker.Json;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.GivenValue;
import io.lockstep.worker.config.TrainConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * A checkpoint's folder, {@code .../checkpoints/step-<n>}.
 *
 * @param step optimizer steps behind it
 */
public record Checkpoint(Path path, long step) {
    static final String PARENT = "checkpoints";

    private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})");

    /** The checkpoint at {@code path}, if a checkpoint's folder has such a name. */
    public static Optional<Checkpoint> at(Path path) {
        Matcher name = NAME.matcher(path.getName());
        return name.matches() ? Optional.of(new Checkpoint(path, Long.parseLong(name.group(1)))) : Optional.empty();
    }

    /**
     * What a user means by {@code path}: this checkpoint, or the last complete one of this run.
     *
     * @throws LockstepException if there is no complete checkpoint
     */
    public static Checkpoint find(Path path, Folders folders) throws IOException {
        if (!folders.exists(path)) {
            throw new LockstepException(
                    path + " does not exist; give a checkpoint (.../checkpoints/step-<n>) or the folder of a run");
        }
        Optional<Checkpoint> named = at(path);
        if (named.isEmpty()) {
            return new RunFolder(path)
                    .lastComplete(folders)
                    .orElseThrow(() -> new LockstepException(path
                            + " holds no complete checkpoint; give one (.../checkpoints/step-<n>) or a run that has"
                            + " one"));
        }
        if (!named.get().isComplete(folders)) {
            throw new LockstepException(
                    path + " is not a complete checkpoint (it has no _SUCCESS); take an earlier one of this run");
        }
        return named.get();
    }

    public boolean isComplete(Folders folders) throws IOException {
        return folders.exists(new Path(path, "_SUCCESS"));
    }

    public Path model() {
        return new Path(path, "model.safetensors");
    }

    /** The run this checkpoint belongs to, if it still lies in its folder. */
    public Optional<RunFolder> run() {
        Path parent = path.getParent();
        boolean inRun = parent != null && parent.getName().equals(PARENT) && parent.getParent() != null;
        return inRun ? Optional.of(new RunFolder(parent.getParent())) : Optional.empty();
    }

    /**
     * The options the checkpoint was made with, by name, each with this checkpoint as its source.
     *
     * @throws LockstepException as {@link #config}
     */
    public Map<String, GivenValue> options(Folders folders) throws IOException {
        Map<String, GivenValue> options = new LinkedHashMap<>();
        config(folders)
                .texts()
                .forEach((name, text) -> options.put(name, new GivenValue(text, name + " (" + path + ")")));
        return options;
    }

    /**
     * The configuration the checkpoint was made with, from its {@code state.json}.
     *
     * @throws LockstepException if that file is missing or broken
     */
    public TrainConfig config(Folders folders) throws IOException {
        Path state = new Path(path, "state.json");
        try {
            JsonNode config = Json.read(folders.readText(state), JsonNode.class).path("config");
            return Json.read(config.toString(), TrainConfig.class);
        } catch (IllegalArgumentException | LockstepException | FileNotFoundException e) {
            throw new LockstepException(
                    state + " does not say which configuration made the checkpoint; it is broken, take another", e);
        }
    }
}
