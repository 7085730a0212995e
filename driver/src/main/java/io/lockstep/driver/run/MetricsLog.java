package io.lockstep.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.worker.Json;
import io.lockstep.worker.WorkerEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/**
 * {@code metrics.jsonl}: a JSON object per event and line, readable while the run goes on. The stream stays open and is
 * flushed after each line, since appending needs more of an HDFS than small clusters have.
 */
public final class MetricsLog implements AutoCloseable {
    private final Folders folders;
    private final Path path;
    private final InstantSource clock;
    private FSDataOutputStream out;

    private MetricsLog(Folders folders, Path path, InstantSource clock, FSDataOutputStream out) {
        this.folders = folders;
        this.path = path;
        this.clock = clock;
        this.out = out;
    }

    /** Goes on with the log at {@code path} from {@code step}: lines of later steps are dropped, as they come again. */
    public static MetricsLog open(Folders folders, Path path, long step, InstantSource clock) throws IOException {
        return new MetricsLog(folders, path, clock, reopen(folders, path, step));
    }

    /** The lines of the log at {@code path}; none if there is no such file. A line cut short by a crash is left out. */
    public static List<JsonNode> read(Folders folders, Path path) throws IOException {
        if (!folders.exists(path)) {
            return List.of();
        }
        return folders.readText(path)
                .lines()
                .flatMap(line -> parse(line).stream())
                .toList();
    }

    /** Adds {@code event} as a line, with the time in seconds since 1970. */
    public void write(WorkerEvent event) throws IOException {
        ObjectNode line = (ObjectNode) Json.read(Json.write(event), JsonNode.class);
        line.put("time", BigDecimal.valueOf(clock.millis(), 3));
        out.write((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
        out.hflush();
    }

    /** Drops the lines of steps after {@code step}, because the run goes on from there. */
    public void rewind(long step) throws IOException {
        out.close();
        out = reopen(folders, path, step);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static FSDataOutputStream reopen(Folders folders, Path path, long step) throws IOException {
        StringBuilder kept = new StringBuilder();
        for (JsonNode line : read(folders, path)) {
            if (line.path("global_step").asLong(0) <= step && step > 0) {
                kept.append(Json.write(line)).append('\n');
            }
        }
        FSDataOutputStream out = folders.of(path).create(path, true);
        out.write(kept.toString().getBytes(StandardCharsets.UTF_8));
        out.hflush();
        return out;
    }

    private static List<JsonNode> parse(String line) {
        try {
            return List.of(Json.read(line, JsonNode.class));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
