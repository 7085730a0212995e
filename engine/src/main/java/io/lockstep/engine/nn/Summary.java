package io.lockstep.engine.nn;

import io.lockstep.engine.backend.Shape;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table of a model's layers: what shape each gives for an example, how many parameters it has and how many floating-point
 * operations its forward pass takes.
 *
 * <p>A multiplication and the addition after it are two operations: linear layers, convolutions, attention and recurrent
 * layers count 2 for each weight and each place where it is applied, attention (of a sequence to itself) its two products
 * of matrices as well. Other layers count one for each element of their result, and views nothing. What a module computes
 * itself, between the layers it is made of, is not counted.
 */
public final class Summary {
    private final List<Layer> layers;

    /**
     * A row of the table.
     *
     * @param name in the model, empty for the model itself
     * @param type the class
     * @param output shape of the result, null if the layer did not run
     * @param parameters of its own, and if it is listed as a whole of all its parts
     * @param trainable those of them that require grad
     * @param flops of the forward pass, all its runs together
     */
    public record Layer(
            String name, String type, @Nullable Shape output, long parameters, long trainable, long flops) {}

    private Summary(List<Layer> layers) {
        this.layers = layers;
    }

    /**
     * Runs a model on an example, in evaluation mode and without recording, and puts its modes back afterwards.
     *
     * @param example input, of whose values nothing depends but what the model makes of them
     */
    public static Summary of(Module model, Tensor example) {
        IdentityHashMap<Module, Run> runs = new IdentityHashMap<>();
        Map<String, Module> modules = listed(model);
        Map<Module, Boolean> modes = new LinkedHashMap<>();
        model.namedModules().values().forEach(module -> modes.put(module, module.isTraining()));
        List<Device.Scope> hooks = new ArrayList<>();
        try (Device.Scope ignored = example.device().noGrad()) {
            for (Module module : modules.values()) {
                hooks.add(module.registerForwardHook((ran, x, y) -> {
                    runs.computeIfAbsent(ran, first -> new Run()).add(ran, x, y);
                    return null;
                }));
            }
            model.eval();
            model.call(example);
        } finally {
            hooks.forEach(Device.Scope::close);
            modes.forEach(Summary::restore);
        }
        List<Layer> layers = new ArrayList<>();
        modules.forEach((name, module) -> layers.add(layer(name, module, runs.getOrDefault(module, new Run()))));
        return new Summary(layers);
    }

    /** In the order in which the model names them. */
    public List<Layer> layers() {
        return List.copyOf(layers);
    }

    /** Parameters of the whole model. */
    public long parameters() {
        return layers.stream().mapToLong(Layer::parameters).sum();
    }

    /** Parameters that require grad. */
    public long trainableParameters() {
        return layers.stream().mapToLong(Layer::trainable).sum();
    }

    /** Floating-point operations of the example's forward pass. */
    public long flops() {
        return layers.stream().mapToLong(Layer::flops).sum();
    }

    /** The table as text. */
    @Override
    public String toString() {
        int nameWidth = "Layer".length();
        int shapeWidth = "Output shape".length();
        for (Layer layer : layers) {
            nameWidth = Math.max(nameWidth, title(layer).length());
            shapeWidth = Math.max(shapeWidth, shape(layer).length());
        }
        String row = "%-" + nameWidth + "s  %-" + shapeWidth + "s  %14s  %18s\n";
        StringBuilder table = new StringBuilder();
        table.append(String.format(Locale.ROOT, row, "Layer", "Output shape", "Parameters", "FLOPs"));
        String rule = "-".repeat(nameWidth + shapeWidth + 38) + "\n";
        table.append(rule);
        for (Layer layer : layers) {
            table.append(String.format(
                    Locale.ROOT, row, title(layer), shape(layer), grouped(layer.parameters()), grouped(layer.flops())));
        }
        return table.append(rule)
                .append(String.format(Locale.ROOT, row, "Total", "", grouped(parameters()), grouped(flops())))
                .append("Trainable parameters: ")
                .append(grouped(trainableParameters()))
                .append('\n')
                .toString();
    }

    /** Each layer once, however often the model holds it; modules without parameters of their own are but containers. */
    private static Map<String, Module> listed(Module model) {
        Map<String, Module> listed = new LinkedHashMap<>();
        IdentityHashMap<Module, Boolean> seen = new IdentityHashMap<>();
        list("", model, seen, listed);
        return listed;
    }

    private static void list(
            String name, Module module, IdentityHashMap<Module, Boolean> seen, Map<String, Module> listed) {
        if (seen.put(module, true) != null) {
            return;
        }
        boolean whole = Flops.isWhole(module);
        if (whole || count(module, false, false) > 0) {
            listed.put(name, module);
        }
        if (!whole) {
            module.namedChildren()
                    .forEach((child, part) -> list(name.isEmpty() ? child : name + "." + child, part, seen, listed));
        }
    }

    private static Layer layer(String name, Module module, Run run) {
        boolean whole = Flops.isWhole(module);
        return new Layer(
                name,
                module.getClass().getSimpleName(),
                run.output,
                count(module, whole, false),
                count(module, whole, true),
                run.flops);
    }

    private static long count(Module module, boolean parts, boolean trainableOnly) {
        long count = 0;
        for (Map.Entry<String, Tensor> parameter : module.namedParameters().entrySet()) {
            boolean counts = (parts || parameter.getKey().indexOf('.') < 0)
                    && (!trainableOnly || parameter.getValue().requiresGrad());
            count += counts ? parameter.getValue().numel() : 0;
        }
        return count;
    }

    /** Modules come before those they are made of, so that these have the last word on their own mode. */
    private static void restore(Module module, boolean training) {
        if (training) {
            module.train();
        } else {
            module.eval();
        }
    }

    private static String title(Layer layer) {
        return layer.name().isEmpty() ? layer.type() : layer.name() + " (" + layer.type() + ")";
    }

    private static String shape(Layer layer) {
        return layer.output() == null ? "-" : layer.output().toString();
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** What a layer did; its last result if it ran more than once. */
    private static final class Run {
        private @Nullable Shape output;
        private long flops;

        void add(Module module, Tensor x, Tensor y) {
            output = y.shape();
            flops += Flops.isWhole(module) ? Flops.of(module, x, y) : 0;
        }
    }
}
