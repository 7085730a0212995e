package io.lockstep.benchmarks.comms.contestant;

import io.lockstep.comms.Algorithm;
import io.lockstep.comms.CollectiveOptions;
import io.lockstep.comms.JobSecret;
import io.lockstep.comms.MeshOptions;
import io.lockstep.comms.compress.Compression;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a variant of Lockstep as text, {@code key=value} with semicolons between, and what they make of the mesh
 * and its all-reduces. Each setting is a line in {@link #apply} and a name in {@link #KEYS}.
 *
 * @param values by key, in the order given
 */
public record MeshSettings(Map<String, String> values) {
    /** The most payload in one frame, in bytes. */
    private static final String CHUNK = "chunk";

    /** The all-reduce, as {@link Algorithm#of} reads it. */
    private static final String ALGORITHM = "algorithm";

    /** Whether ranks of one host share memory: true or false. */
    private static final String MEMORY = "memory";

    /** Whether the mesh measures which all-reduce is the fastest: true or false. */
    private static final String MEASURED = "measured";

    /** What makes the floats smaller on the wire: float16 or bfloat16, which carry the checked sums exactly. */
    private static final String COMPRESSION = "compression";

    private static final Map<String, Compression> COMPRESSIONS =
            Map.of("float16", Compression.float16(), "bfloat16", Compression.bfloat16());

    /** Whether the links are encrypted: true or false. */
    private static final String TLS = "tls";

    private static final List<String> KEYS = List.of(ALGORITHM, CHUNK, COMPRESSION, MEASURED, MEMORY, TLS);

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

    /** What all-reduces go through, or null for nothing. */
    public @Nullable Compression compression() {
        String name = values.get(COMPRESSION);
        return name == null ? null : COMPRESSIONS.get(name);
    }

    private static MeshOptions apply(MeshOptions options, String key, String value) {
        CollectiveOptions collectives = options.collectives();
        return switch (key) {
            case ALGORITHM -> options.with(collectives.with(Algorithm.of(value)));
            case CHUNK -> options.with(collectives.withChunkBytes(number(key, value)));
            case COMPRESSION -> checked(options, key, value);
            case MEASURED -> options.with(collectives.withMeasured(truth(key, value)));
            case MEMORY -> options.with(collectives.withSharedMemory(truth(key, value)));
            case TLS -> options.with(options.network().withTls(truth(key, value)));
            default -> throw new IllegalArgumentException("there is no setting " + key);
        };
    }

    private static MeshOptions checked(MeshOptions options, String key, String value) {
        if (!COMPRESSIONS.containsKey(value)) {
            throw new IllegalArgumentException(key + " expects float16 or bfloat16 but got \"" + value + "\"");
        }
        return options;
    }

    private static boolean truth(String key, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(key + " expects true or false but got \"" + value + "\"");
        }
        return Boolean.parseBoolean(value);
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
