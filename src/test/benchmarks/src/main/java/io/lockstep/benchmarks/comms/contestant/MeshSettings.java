package io.lockstep.benchmarks.comms.contestant;

import io.lockstep.comms.JobSecret;
import io.lockstep.comms.MeshOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a variant of Lockstep as text, {@code key=value} with semicolons between, and the options of the mesh
 * that they make. Each setting is a line in {@link #apply} and a name in {@link #KEYS}.
 *
 * @param values by key, in the order given
 */
public record MeshSettings(Map<String, String> values) {
    /** The most payload in one frame, in bytes. */
    private static final String CHUNK = "chunk";

    private static final List<String> KEYS = List.of(CHUNK);

    /** Many virtual machines that start at once on few cores take seconds to load the classes of a handshake. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

    /** No secret protects anything on a benchmark's mesh. */
    private static final JobSecret SECRET =
            JobSecret.of("a benchmark has nothing to hide".getBytes(StandardCharsets.UTF_8));

    /** @throws IllegalArgumentException if there is no such setting, or it does not take such a value */
    public static MeshSettings parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String setting : text.isEmpty() ? new String[0] : text.split(";", -1)) {
            String[] parts = setting.split("=", 2);
            if (parts.length != 2 || !KEYS.contains(parts[0])) {
                throw new IllegalArgumentException("expected settings as in " + CHUNK + "=1048576, with semicolons"
                        + " between and out of " + String.join(", ", KEYS) + ", but got \"" + setting + "\"");
            }
            values.put(parts[0], parts[1]);
        }
        MeshSettings settings = new MeshSettings(values);
        settings.options(0, 2, "localhost"); // values are checked where they are used
        return settings;
    }

    /** The names of all settings. */
    public static List<String> keys() {
        return KEYS;
    }

    /** What a rank joins the mesh with. */
    public MeshOptions options(int rank, int worldSize, String host) {
        MeshOptions options =
                MeshOptions.of(rank, worldSize, "benchmark", 1, SECRET, host).withHandshakeTimeout(HANDSHAKE_TIMEOUT);
        for (Map.Entry<String, String> setting : values.entrySet()) {
            options = apply(options, setting.getKey(), setting.getValue());
        }
        return options;
    }

    private static MeshOptions apply(MeshOptions options, String key, String value) {
        return switch (key) {
            case CHUNK -> options.withChunkBytes(number(key, value));
            default -> throw new IllegalArgumentException("there is no setting " + key);
        };
    }

    private static int number(String key, String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(key + " expects a whole number but got \"" + value + "\"");
        }
        return Integer.parseInt(value);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((key, value) ->
                text.append(text.isEmpty() ? "" : ";").append(key).append('=').append(value));
        return text.toString();
    }
}
