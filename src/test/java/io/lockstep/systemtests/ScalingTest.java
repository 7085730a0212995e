package io.lockstep.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A small scaling experiment through {@code deploy/lockstep}, on the cluster's executors. */
@ExtendWith(ClusterExtension.class)
final class ScalingTest {
    private static final Duration LONGEST = Duration.ofMinutes(4);

    @TempDir
    private Path folder;

    @Test
    void tellsWhereEachPerCentWentAndForecasts(Cluster cluster) throws Exception {
        Path json = folder.resolve("scaling.json");
        Path svg = folder.resolve("scaling.svg");
        Outcome outcome = cluster.lockstep(
                LONGEST,
                ("scaling --model mlp --workers 1,2 --rounds 1 --steps 10 --warmup-steps 3 --executor-timeout 2min"
                                + " --forecast 1024 --network 10gbit,20us --json " + json + " --svg " + svg)
                        .split(" ", -1));
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("efficiency %", "made up in memory", "Forecast of what was not run");
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.get("points")).hasSize(2).allSatisfy(point -> {
            assertThat(point.get("images_per_sec").asDouble()).isPositive();
            assertThat(sum(point.get("shares"))).isEqualTo(1, Offset.offset(0.01));
            assertThat(sum(point.get("lost")) + point.get("efficiency").asDouble())
                    .isEqualTo(1, Offset.offset(0.01));
        });
        assertThat(report.get("extrapolation").get(0).get("workers").asInt()).isEqualTo(1024);
        assertThat(Files.readString(svg)).startsWith("<svg").endsWith("</svg>\n");
    }

    private static double sum(JsonNode parts) {
        double sum = 0;
        for (Iterator<JsonNode> part = parts.elements(); part.hasNext(); ) {
            sum += part.next().asDouble();
        }
        return sum;
    }
}
