package io.lockstep.engine.training;

import io.lockstep.engine.format.CorruptFileException;
import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.format.Safetensors;
import io.lockstep.engine.format.SafetensorsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** The file of a {@link TrainingState}: safetensors, whose metadata hold the rest and a checksum. */
final class CheckpointFile {
    private static final String KIND = "lockstep";
    private static final String KIND_VALUE = "training state 1";
    private static final String PART = "part.";
    private static final String CHECKSUM = "crc32c";
    private static final String CURE = "go on from another checkpoint";

    private CheckpointFile() {}

    /**
     * What the file holds.
     *
     * @param kinds of the parts, by their names
     * @param tensors of all parts, each name with that of its part and a dot before it
     */
    record Contents(TrainingPosition position, Map<String, String> kinds, Map<String, HostArray> tensors) {
        /** The tensors of a part, by their names in it. */
        Map<String, HostArray> part(String name) {
            String prefix = name + ".";
            Map<String, HostArray> part = new LinkedHashMap<>();
            tensors.forEach((key, array) -> {
                if (key.startsWith(prefix)) {
                    part.put(key.substring(prefix.length()), array);
                }
            });
            return part;
        }
    }

    static void write(Path file, Contents contents) throws IOException {
        TrainingPosition position = contents.position();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(KIND, KIND_VALUE);
        metadata.put("epoch", Long.toString(position.epoch()));
        metadata.put("batch", Integer.toString(position.batch()));
        metadata.put("batches", Integer.toString(position.batches()));
        metadata.put("step", Long.toString(position.step()));
        contents.kinds().forEach((name, kind) -> metadata.put(PART + name, kind));
        metadata.put(CHECKSUM, checksum(contents.tensors(), metadata));
        WholeFile.write(file, new SafetensorsFile(contents.tensors(), metadata));
    }

    static Contents read(Path file) throws IOException {
        SafetensorsFile read = Safetensors.read(file);
        Map<String, String> metadata = new LinkedHashMap<>(read.metadata());
        if (!KIND_VALUE.equals(metadata.get(KIND))) {
            throw new CorruptFileException(
                    file.toString(),
                    "a checkpoint of training says \"" + KIND_VALUE + "\" in its metadata, but this file says "
                            + metadata.get(KIND),
                    "read a file of tensors by Tensors.loadMap(), a model by ModelFiles");
        }
        String saved = metadata.remove(CHECKSUM);
        String found = checksum(read.tensors(), metadata);
        if (!found.equals(saved)) {
            throw new CorruptFileException(
                    file.toString(), "its checksum is " + found + ", but should be " + saved, CURE);
        }
        Map<String, String> kinds = new LinkedHashMap<>();
        metadata.forEach((key, value) -> {
            if (key.startsWith(PART)) {
                kinds.put(key.substring(PART.length()), value);
            }
        });
        return new Contents(position(file, metadata), kinds, read.tensors());
    }

    private static TrainingPosition position(Path file, Map<String, String> metadata) throws CorruptFileException {
        try {
            return new TrainingPosition(
                    Long.parseLong(metadata.getOrDefault("epoch", "")),
                    Integer.parseInt(metadata.getOrDefault("batch", "")),
                    Integer.parseInt(metadata.getOrDefault("batches", "")),
                    Long.parseLong(metadata.getOrDefault("step", "")));
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(
                    file.toString(), "epoch, batch, batches and step should be numbers: " + e.getMessage(), CURE, e);
        }
    }

    /** Of names, types, shapes and elements of all tensors and of the metadata, in an order that no writer changes. */
    private static String checksum(Map<String, HostArray> tensors, Map<String, String> metadata) {
        CRC32C checksum = new CRC32C();
        new TreeMap<>(metadata).forEach((key, value) -> update(checksum, key + "=" + value));
        new TreeMap<>(tensors).forEach((name, array) -> {
            update(checksum, name + " " + array);
            checksum.update(array.data());
        });
        return Long.toHexString(checksum.getValue());
    }

    private static void update(CRC32C checksum, String text) {
        checksum.update((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
