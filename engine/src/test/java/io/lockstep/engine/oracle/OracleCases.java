package io.lockstep.engine.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what was compared with an independent implementation, by the ids under which docs/engine.md lists what the engine
 * offers. When the tests end the counts are written to {@code target/oracle-cases.properties}.
 */
public final class OracleCases {
    private static final Path FILE = Path.of("target", "oracle-cases.properties");
    private static final Map<String, Long> CASES = new TreeMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(OracleCases::write));
    }

    private OracleCases() {}

    /** Adds {@code cases} to those of {@code id}, such as {@code E7.8}, and returns them. */
    public static int counted(String id, int cases) {
        synchronized (CASES) {
            CASES.merge(id, (long) cases, Long::sum);
        }
        return cases;
    }

    private static void write() {
        List<String> lines = new ArrayList<>();
        synchronized (CASES) {
            CASES.forEach((id, cases) -> lines.add(id + "=" + cases));
            lines.add("total="
                    + CASES.values().stream().mapToLong(Long::longValue).sum());
        }
        try {
            Files.createDirectories(FILE.toAbsolutePath().getParent());
            Files.write(FILE, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
