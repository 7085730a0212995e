package io.lockstep.engine.training;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.optim.optimizer.EarlyStopping;
import io.lockstep.engine.optim.optimizer.ExponentialMovingAverage;
import io.lockstep.engine.optim.optimizer.Optimizer;
import io.lockstep.engine.optim.scheduler.LRScheduler;
import io.lockstep.engine.tensor.Generator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All that a training goes on from, to be saved to one file and loaded back into objects like those that it was saved from:
 *
 * <pre>{@code
 * TrainingState state = new TrainingState()
 *         .model(model).optimizer(optimizer).scheduler(scheduler).generator(device.generator());
 * state.save(file, new TrainingPosition(epoch, batch, loader.size(), step));
 * ...
 * TrainingPosition position = state.load(file);
 * loader.setEpoch(position.epoch());
 * Iterator<Batch> rest = loader.iterator(position.batch());
 * }</pre>
 *
 * <p>Going on from there equals never having stopped, bit for bit: the order of the samples and their augmentation are
 * functions of seed, epoch and sample, so their place is all there is to keep of them. Not part of the state are gradients (so
 * it is saved between two steps, not amid an accumulation), options of modules and functions such as those of {@link
 * io.lockstep.engine.optim.scheduler.LambdaLR}: the program that goes on makes them as the first one did. A {@link
 * io.lockstep.engine.data.sampler.HardExampleSampler} has a state of its own, for {@link #add}.
 *
 * <p>The file is a safetensors file, with names such as {@code model.conv1.weight} and {@code optimizer.state.0.exp_avg}; the
 * position and the kinds of the parts stand in its metadata, with a checksum of everything.
 */
public final class TrainingState {
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /** @param kind what must be the same in the program that goes on, such as the class of the optimizer */
    private record Part(String kind, Supplier<Map<String, HostArray>> save, Consumer<Map<String, HostArray>> load) {}

    /** Parameters and buffers. */
    public TrainingState model(Module model) {
        return add("model", "", model::stateDict, model::loadStateDict);
    }

    /** Options of the groups, and what the optimizer remembers of each parameter. */
    public TrainingState optimizer(Optimizer optimizer) {
        return add("optimizer", kind(optimizer), optimizer::stateDict, optimizer::loadStateDict);
    }

    public TrainingState scheduler(LRScheduler scheduler) {
        return add("scheduler", kind(scheduler), scheduler::stateDict, scheduler::loadStateDict);
    }

    /** A device's random numbers. */
    public TrainingState generator(Generator generator) {
        return add("generator", "", () -> save(generator), state -> load(generator, state));
    }

    public TrainingState averages(ExponentialMovingAverage averages) {
        return add("averages", "", averages::stateDict, averages::loadStateDict);
    }

    public TrainingState earlyStopping(EarlyStopping stopping) {
        return add("early_stopping", "", stopping::stateDict, stopping::loadStateDict);
    }

    /**
     * A part of one's own: anything that gives its state as host arrays and takes it back.
     *
     * @param load throws IllegalArgumentException if it is not the state of such a part
     * @throws IllegalArgumentException if the name has a dot or is that of another part
     */
    public TrainingState add(
            String name, Supplier<Map<String, HostArray>> save, Consumer<Map<String, HostArray>> load) {
        return add(name, "", save, load);
    }

    private TrainingState add(
            String name, String kind, Supplier<Map<String, HostArray>> save, Consumer<Map<String, HostArray>> load) {
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException("the name of a part has no dot and is not empty, but \"" + name
                    + "\" was given; a dot ends it in the names of the file");
        }
        if (parts.putIfAbsent(name, new Part(kind, save, load)) != null) {
            throw new IllegalArgumentException("the training state has a part \"" + name
                    + "\" already; add a second one by add() under another name");
        }
        return this;
    }

    /**
     * Saves everything, in place of an older file of that name; whoever reads the file meanwhile, or after a crash, finds the
     * older one or the new one as a whole.
     */
    public void save(Path file, TrainingPosition position) throws IOException {
        Map<String, String> kinds = new LinkedHashMap<>();
        Map<String, HostArray> tensors = new LinkedHashMap<>();
        parts.forEach((name, part) -> {
            kinds.put(name, part.kind);
            part.save.get().forEach((key, array) -> tensors.put(name + "." + key, array));
        });
        CheckpointFile.write(file, new CheckpointFile.Contents(position, kinds, tensors));
    }

    /**
     * Loads everything. For the time of it there are two copies of the state in host memory: if a part does not fit, all parts
     * get back what they had.
     *
     * @return where the training stood
     * @throws IllegalArgumentException if the file holds other parts, or a part does not fit; nothing is changed then
     * @throws io.lockstep.engine.format.CorruptFileException if the file is damaged, or no checkpoint; nothing is changed then
     */
    public TrainingPosition load(Path file) throws IOException {
        CheckpointFile.Contents contents = CheckpointFile.read(file);
        requireSameParts(file, contents.kinds());
        Map<String, Map<String, HostArray>> before = new LinkedHashMap<>();
        parts.forEach((name, part) -> before.put(name, part.save.get()));
        String loading = "";
        try {
            for (Map.Entry<String, Part> part : parts.entrySet()) {
                loading = part.getKey();
                part.getValue().load.accept(contents.part(loading));
            }
        } catch (RuntimeException e) {
            before.forEach((name, state) -> part(name).load.accept(state));
            throw new IllegalArgumentException(
                    "the " + loading + " of the checkpoint " + file + " cannot be loaded: " + e.getMessage(), e);
        }
        return contents.position();
    }

    private void requireSameParts(Path file, Map<String, String> kinds) {
        for (String saved : kinds.keySet()) {
            if (!parts.containsKey(saved)) {
                throw new IllegalArgumentException("the checkpoint " + file + " holds a part \"" + saved
                        + "\", but this training has " + parts.keySet() + " only; add it, or go on from another one");
            }
        }
        parts.forEach((name, part) -> {
            String kind = kinds.get(name);
            if (kind == null) {
                throw new IllegalArgumentException("the checkpoint " + file + " lacks the part \"" + name
                        + "\" of this training and holds " + kinds.keySet() + " only; leave it out, or go on from"
                        + " another one");
            }
            if (!kind.equals(part.kind)) {
                throw new IllegalArgumentException("the checkpoint " + file + " was made with the " + name + " " + kind
                        + ", but this training has " + part.kind + "; make it with " + kind);
            }
        });
    }

    private Part part(String name) {
        Part part = parts.get(name);
        if (part == null) {
            throw new IllegalStateException("no part " + name);
        }
        return part;
    }

    private static String kind(Object part) {
        Class<?> type = part.getClass();
        return type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
    }

    private static Map<String, HostArray> save(Generator generator) {
        return Map.of("state", HostArray.of(Shape.of(2), generator.seed(), generator.calls()));
    }

    private static void load(Generator generator, Map<String, HostArray> state) {
        HostArray saved = state.get("state");
        if (saved == null || saved.shape().numel() != 2) {
            throw new IllegalArgumentException(
                    "the state of a generator is \"state\", a seed and a number of calls, but got " + state);
        }
        generator.setState(saved.longs().get(0), saved.longs().get(1));
    }
}
