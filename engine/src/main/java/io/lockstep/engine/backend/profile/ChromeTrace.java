package io.lockstep.engine.backend.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lockstep.engine.backend.KernelListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps each kernel and writes them in the trace event format (Google, "Trace Event Format", complete events), which
 * chrome://tracing and ui.perfetto.dev draw as a time line.
 */
public final class ChromeTrace implements KernelListener {
    private static final double NANOS_PER_MICRO = 1e3;

    private final List<Event> events = new ArrayList<>();

    private record Event(String name, String category, String detail, long start, long end, long bytes) {}

    @Override
    public void ran(String operation, String detail, long start, long end, long bytes) {
        events.add(new Event(operation, "kernel", detail, start, end, bytes));
    }

    /**
     * Adds a stretch of time of the caller's own, such as a step or its backward pass, which is drawn above the kernels in it.
     *
     * @param start {@link System#nanoTime()} at its beginning
     * @param end {@link System#nanoTime()} at its end
     */
    public void span(String name, long start, long end) {
        events.add(new Event(name, "span", "", start, end, 0));
    }

    /** Kernels and spans so far. */
    public int size() {
        return events.size();
    }

    /** Writes what was kept, as JSON. */
    public void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("displayTimeUnit", "ms");
            json.writeArrayFieldStart("traceEvents");
            long origin = events.stream().mapToLong(Event::start).min().orElse(0);
            for (Event event : events) {
                write(json, event, origin);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, Event event, long origin) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", event.name());
        json.writeStringField("cat", event.category());
        json.writeStringField("ph", "X");
        json.writeNumberField("ts", (event.start() - origin) / NANOS_PER_MICRO);
        json.writeNumberField("dur", (event.end() - event.start()) / NANOS_PER_MICRO);
        json.writeNumberField("pid", 1);
        json.writeNumberField("tid", 1);
        json.writeObjectFieldStart("args");
        if (!event.detail().isEmpty()) {
            json.writeStringField("detail", event.detail());
            json.writeNumberField("bytes", event.bytes());
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
