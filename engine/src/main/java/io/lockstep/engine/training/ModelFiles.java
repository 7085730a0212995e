package io.lockstep.engine.training;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.format.CorruptFileException;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.format.Safetensors;
import io.lockstep.engine.format.SafetensorsFile;
import io.lockstep.engine.models.ModelSpec;
import io.lockstep.engine.models.Models;
import io.lockstep.engine.nn.LoadReport;
import io.lockstep.engine.nn.Module;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Files of models, which any device can load: the state alone, as {@code torch.save(model.state_dict())}, or a whole model.
 *
 * <p>PyTorch saves a whole model by writing down the Python objects and the names of their classes, and runs whatever code
 * the file names when it is loaded. Here a whole model is the name and the settings that make the network anew, with its
 * state: those of the catalogue {@link Models}, or of networks of one's own for those who give the function that makes them.
 * The files are safetensors, so {@code safetensors.torch.load_file} reads the state in Python, too.
 */
public final class ModelFiles {
    private static final String NAME = "model";
    private static final String CURE = "save it by saveModel(), or make the network and load the file's state into it";

    private ModelFiles() {}

    /** Saves the state of a model: parameters and buffers by their names. An older file is replaced as a whole. */
    public static void save(Path file, Module model) throws IOException {
        WholeFile.write(file, new SafetensorsFile(model.stateDict(), Map.of("format", "pt")));
    }

    /**
     * Loads a state into a model, wherever it lives.
     *
     * @throws IllegalArgumentException if names, shapes or element types are not exactly the model's; nothing is changed then
     * @throws CorruptFileException if the file is damaged
     */
    public static void load(Path file, Module model) throws IOException {
        load(file, model, true);
    }

    /**
     * Loads a state, or with {@code strict} false the part of it that the model has.
     *
     * @return what the file lacks, and what of it has no place in the model
     */
    public static LoadReport load(Path file, Module model, boolean strict) throws IOException {
        return load(file, model, Safetensors.read(file).tensors(), strict);
    }

    private static LoadReport load(Path file, Module model, Map<String, HostArray> state, boolean strict) {
        try {
            return model.loadStateDict(state, strict);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Saves a whole model.
     *
     * @param name of the network in {@link Models}, or one that the function given to {@code loadModel} knows
     * @param spec what the network was made for; its device and seed are not saved, and its element type is the model's
     */
    public static void saveModel(Path file, String name, ModelSpec spec, Module model) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put(NAME, name);
        metadata.put("dtype", dtype(spec, model).toString());
        metadata.put("channels", Integer.toString(spec.channels()));
        metadata.put("height", Integer.toString(spec.height()));
        metadata.put("width", Integer.toString(spec.width()));
        metadata.put("classes", Integer.toString(spec.classes()));
        WholeFile.write(file, new SafetensorsFile(model.stateDict(), metadata));
    }

    /** Makes a saved model of the catalogue anew on {@code device}. */
    public static Module loadModel(Path file, Device device) throws IOException {
        return loadModel(file, device, Models::create);
    }

    /**
     * Makes a saved model anew on {@code device}.
     *
     * @param make gives the network for a name and what it is made for
     * @throws CorruptFileException if the file is damaged, or holds no whole model
     * @throws IllegalArgumentException if there is no such network, or the state is that of another
     */
    public static Module loadModel(Path file, Device device, BiFunction<String, ModelSpec, Module> make)
            throws IOException {
        SafetensorsFile saved = Safetensors.read(file);
        String name = saved.metadata().get(NAME);
        if (name == null) {
            throw new CorruptFileException(file.toString(), "it does not say which model it holds", CURE);
        }
        DType dtype = dtype(file, saved.metadata());
        // Initial values are not drawn in half precision, so such a model is made in float32 and converted.
        DType initial = dtype.bytes() < Float.BYTES ? DType.FLOAT32 : dtype;
        Module model = make.apply(name, spec(file, device, initial, saved.metadata()));
        if (dtype != initial) {
            model.to(dtype);
        }
        load(file, model, saved.tensors(), true);
        return model;
    }

    private static ModelSpec spec(Path file, Device device, DType dtype, Map<String, String> metadata)
            throws CorruptFileException {
        try {
            return new ModelSpec(
                    device,
                    dtype,
                    number(metadata, "channels"),
                    number(metadata, "height"),
                    number(metadata, "width"),
                    number(metadata, "classes"),
                    0);
        } catch (IllegalArgumentException e) {
            throw unknown(file, e);
        }
    }

    private static DType dtype(Path file, Map<String, String> metadata) throws CorruptFileException {
        try {
            return DType.valueOf(metadata.getOrDefault("dtype", "").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw unknown(file, e);
        }
    }

    private static CorruptFileException unknown(Path file, IllegalArgumentException e) {
        return new CorruptFileException(
                file.toString(), "what its model is made for should be known: " + e.getMessage(), CURE, e);
    }

    private static int number(Map<String, String> metadata, String key) {
        return Integer.parseInt(metadata.getOrDefault(key, ""));
    }

    /** That of the parameters, which may have been converted since the network was made. */
    private static DType dtype(ModelSpec spec, Module model) {
        for (Tensor parameter : model.parameters()) {
            if (parameter.dtype().isFloating()) {
                return parameter.dtype();
            }
        }
        return spec.dtype();
    }
}
