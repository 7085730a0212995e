package io.lockstep.engine.tensor;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.format.Npy;
import io.lockstep.engine.format.Npz;
import io.lockstep.engine.format.Safetensors;
import io.lockstep.engine.format.SafetensorsFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Files of tensors, whose format the file's name tells: {@code .npy} for one tensor, {@code .npz} and {@code .safetensors}
 * for several with names. NumPy's formats hold neither bfloat16 nor tensors that require grad.
 */
public final class Tensors {
    private static final String NPY = "npy";
    private static final String NPZ = "npz";
    private static final String SAFETENSORS = "safetensors";

    private Tensors() {}

    /**
     * Writes one tensor to a {@code .npy} file.
     *
     * @throws IllegalArgumentException for another kind of file, or bfloat16
     * @throws IllegalStateException if the tensor requires grad
     */
    public static void save(Path file, Tensor tensor) throws IOException {
        if (!format(file).equals(NPY)) {
            throw new IllegalArgumentException("a single tensor is saved as .npy, but " + file
                    + " is none; rename it, or save a map of tensors as .npz or .safetensors");
        }
        Interchange.requireNoGrad("saving to .npy", tensor);
        HostArray array = Interchange.toHost(tensor);
        write(file, out -> Npy.write(out, array));
    }

    /**
     * Writes tensors by name to a {@code .npz} or {@code .safetensors} file, in the order of the map.
     *
     * @throws IllegalArgumentException for another kind of file, or bfloat16 in .npz
     * @throws IllegalStateException if the file is a .npz and a tensor requires grad
     */
    public static void save(Path file, Map<String, Tensor> tensors) throws IOException {
        String format = format(file);
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (!format.equals(SAFETENSORS)) {
                Interchange.requireNoGrad("saving \"" + name + "\" to .npz", tensor);
            }
            arrays.put(name, Interchange.toHost(tensor));
        });
        switch (format) {
            case NPZ -> write(file, out -> Npz.write(out, arrays, false));
            case SAFETENSORS -> write(file, out -> Safetensors.write(out, new SafetensorsFile(arrays, Map.of())));
            default ->
                throw new IllegalArgumentException("tensors with names are saved as .npz or .safetensors, but " + file
                        + " is neither; rename it, or save a single tensor as .npy");
        }
    }

    /**
     * Reads the tensor of a {@code .npy} file.
     *
     * @throws IllegalArgumentException for another kind of file
     * @throws io.lockstep.engine.format.CorruptFileException if the file breaks its format
     */
    public static Tensor load(Path file, Device device) throws IOException {
        if (!format(file).equals(NPY)) {
            throw new IllegalArgumentException(
                    "a single tensor is read from .npy, but " + file + " is none; use loadMap() for several");
        }
        return Interchange.fromHost(device, Npy.read(file));
    }

    /**
     * Reads the tensors of a {@code .npz} or {@code .safetensors} file by name, in the order of the file.
     *
     * @throws IllegalArgumentException for another kind of file
     * @throws io.lockstep.engine.format.CorruptFileException if the file breaks its format
     */
    public static Map<String, Tensor> loadMap(Path file, Device device) throws IOException {
        Map<String, HostArray> arrays = switch (format(file)) {
            case NPZ -> Npz.read(file);
            case SAFETENSORS -> Safetensors.read(file).tensors();
            default ->
                throw new IllegalArgumentException("tensors with names are read from .npz or" + " .safetensors, but "
                        + file + " is neither; use load() for .npy");
        };
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        arrays.forEach((name, array) -> tensors.put(name, Interchange.fromHost(device, array)));
        return tensors;
    }

    private static String format(Path file) {
        String name = file.toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static void write(Path file, Writer writer) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            writer.write(out);
        }
    }

    private interface Writer {
        void write(OutputStream out) throws IOException;
    }
}
