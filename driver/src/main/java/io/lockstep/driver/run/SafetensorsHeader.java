package io.lockstep.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.worker.Json;
import io.lockstep.worker.LockstepException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a safetensors file holds, read without its data: eight bytes of length (little endian), then as many of JSON.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">the format</a>
 */
public final class SafetensorsHeader {
    private static final long MAX_HEADER_BYTES = 100_000_000; // the format's own bound

    private SafetensorsHeader() {}

    /**
     * The tensors of the file that {@code in} starts, in the header's order.
     *
     * @throws LockstepException if it is no safetensors file
     */
    public static List<TensorEntry> read(InputStream in, String name) throws IOException {
        DataInputStream data = new DataInputStream(in);
        String json = header(data, name);
        List<TensorEntry> tensors = new ArrayList<>();
        try {
            Json.read(json, JsonNode.class).properties().forEach(entry -> {
                if (!entry.getKey().equals("__metadata__")) {
                    tensors.add(tensor(entry.getKey(), entry.getValue()));
                }
            });
        } catch (IllegalArgumentException e) {
            throw broken(name);
        }
        return tensors;
    }

    private static String header(DataInputStream data, String name) throws IOException {
        long length;
        try {
            length = Long.reverseBytes(data.readLong());
        } catch (EOFException e) {
            throw broken(name);
        }
        if (length < 2 || length > MAX_HEADER_BYTES) {
            throw broken(name);
        }
        return new String(data.readNBytes((int) length), StandardCharsets.UTF_8);
    }

    private static TensorEntry tensor(String name, JsonNode entry) {
        List<Long> shape = new ArrayList<>();
        entry.path("shape").forEach(size -> shape.add(size.asLong()));
        JsonNode offsets = entry.path("data_offsets");
        return new TensorEntry(
                name,
                shape,
                entry.path("dtype").asText(),
                offsets.path(1).asLong() - offsets.path(0).asLong());
    }

    private static LockstepException broken(String name) {
        return new LockstepException(name + " is not a safetensors file or cut short; take another checkpoint");
    }
}
