package io.lockstep.cuda.check;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** Where there is no driver; in a process of its own, for it loads none. */
final class NoDriverTest {
    @Test
    void oneLineSaysThatThereIsNoDriver() {
        assumeFalse(Files.exists(Path.of("/dev/nvidiactl")), "this machine has a driver");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);

        int status = GpuCheck.run(List.of("--quick"), stream, stream);

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("gpu-check: ")
                .contains("NVIDIA driver");
        assertThat(status).isEqualTo(2);
    }
}
