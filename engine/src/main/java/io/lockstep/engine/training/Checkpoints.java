package io.lockstep.engine.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Saves a training after each epoch, and within epochs if told so, as {@code step-<n>.safetensors} in a folder, of which the
 * newest ones stay.
 *
 * <pre>{@code
 * Checkpoints checkpoints = new Checkpoints(folder).everySteps(1000).keep(3);
 * Trainer trainer = new Trainer(model, loss, optimizer, new TrainingOptions().listener(checkpoints));
 * if (checkpoints.latest().isPresent()) {
 *     trainer.resume(checkpoints.latest().get());
 * }
 * }</pre>
 */
public final class Checkpoints implements TrainingListener {
    private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})\\.safetensors");

    private final Path folder;
    private long everySteps;
    private int keep = Integer.MAX_VALUE;

    public Checkpoints(Path folder) {
        this.folder = folder;
    }

    /** Saves also whenever the number of steps is a multiple; 0, as unless set, for after epochs only. */
    public Checkpoints everySteps(long steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("everySteps is 0 or more, but got " + steps);
        }
        everySteps = steps;
        return this;
    }

    /** How many checkpoints stay; all unless set. */
    public Checkpoints keep(int newest) {
        if (newest < 1) {
            throw new IllegalArgumentException("1 checkpoint or more is kept, but got " + newest);
        }
        keep = newest;
        return this;
    }

    /** The checkpoint of the most steps, if there is any. */
    public Optional<Path> latest() {
        NavigableMap<Long, Path> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.lastEntry().getValue());
    }

    @Override
    public void stepDone(Trainer trainer, StepReport step) {
        if (everySteps > 0 && step.position().step() % everySteps == 0) {
            save(trainer);
        }
    }

    @Override
    public void epochDone(Trainer trainer, EpochReport epoch) {
        save(trainer);
    }

    private void save(Trainer trainer) {
        try {
            trainer.save(folder.resolve("step-" + trainer.position().step() + ".safetensors"));
            List<Path> old = new ArrayList<>(all().values());
            for (Path checkpoint : old.subList(0, Math.max(0, old.size() - keep))) {
                Files.deleteIfExists(checkpoint);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint in " + folder + " could not be saved", e);
        }
    }

    /** By their steps. */
    private NavigableMap<Long, Path> all() {
        NavigableMap<Long, Path> all = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    all.put(Long.parseLong(matcher.group(1)), file);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " could not be listed", e);
        }
        return all;
    }
}
