package io.lockstep.benchmarks.comms.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.benchmarks.BenchmarkException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a TCP connection carries from the host of rank 0 to that of rank 1, as iperf3 measures it. */
final class Goodput implements AutoCloseable {
    private static final int ATTEMPTS = 20;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Place place;
    private final Process server;

    /** Starts the receiver. */
    Goodput(Place place) {
        this.place = place;
        List<String> command = place.command(1, List.of("iperf3", "--server", "--bind", place.address(1)));
        try {
            server = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new BenchmarkException("cannot run `" + String.join(" ", command) + "`: " + e.getMessage(), e);
        }
        // The ranks end with their input; iperf3 has none.
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroy, "end iperf3"));
    }

    /** Sends for so long; returns the bytes of payload per second that arrived. */
    double measure(Duration duration) throws InterruptedException {
        List<String> client = place.command(
                0,
                List.of("iperf3", "--client", place.address(1), "--json", "--time", Long.toString(seconds(duration))));
        for (int attempt = 1; ; attempt++) {
            try {
                return received(SystemCommand.run(client));
            } catch (BenchmarkException e) {
                if (attempt == ATTEMPTS || !server.isAlive()) {
                    throw e;
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos()); // the receiver may not listen yet
            }
        }
    }

    /** iperf3 knows whole seconds only. */
    private static long seconds(Duration duration) {
        return Math.max(1, duration.toSeconds());
    }

    static double received(String json) {
        try {
            JsonNode rate =
                    MAPPER.readTree(json).path("end").path("sum_received").path("bits_per_second");
            if (!rate.isNumber()) {
                throw new BenchmarkException("iperf3 does not tell what was received, but wrote: " + json);
            }
            return rate.asDouble() / Byte.SIZE;
        } catch (JsonProcessingException e) {
            throw new BenchmarkException("iperf3 wrote no JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}
