package io.lockstep.engine.backend.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ChromeTraceTest {
    @Test
    void writesCompleteEventsFromTheFirstOn(@TempDir Path directory) throws IOException {
        ChromeTrace trace = new ChromeTrace();
        trace.ran("matmul", "[2, \"3\"]", 5_000, 7_500, 48);
        trace.span("step", 4_000, 9_000);
        Path file = directory.resolve("trace.json");
        trace.write(file);

        JsonNode events = new ObjectMapper().readTree(file.toFile()).path("traceEvents");
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isEqualTo(new ObjectMapper().readTree("""
                {"name": "matmul", "cat": "kernel", "ph": "X", "ts": 1.0, "dur": 2.5, "pid": 1, "tid": 1,
                 "args": {"detail": "[2, \\"3\\"]", "bytes": 48}}"""));
        assertThat(events.get(1).path("name").asText()).isEqualTo("step");
        assertThat(events.get(1).path("dur").asDouble()).isEqualTo(5);
    }
}
