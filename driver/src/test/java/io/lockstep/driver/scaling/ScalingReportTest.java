package io.lockstep.driver.scaling;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.worker.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

import static org.assertj.core.api.Assertions.assertThat;

final class ScalingReportTest {
    private final ScalingReport report = report();

    @Test
    void tellsInATableWhereEachLostPerCentWent() {
        List<String> lines = new ScalingTables(report).lines();
        assertThat(lines.get(0)).isEqualTo("weak scaling of <mlp>");
        assertThat(lines)
                .anySatisfy(line -> assertThat(line.strip().split(" +"))
                        .containsExactly(
                                "4",
                                "6400",
                                "6400..6400",
                                "5267",
                                "-17.7",
                                "70.0",
                                "0.0",
                                "20.0",
                                "10.0",
                                "0.0",
                                "0.0"));
        assertThat(lines)
                .anySatisfy(line -> assertThat(line.strip().split(" +"))
                        .containsExactly("4", "20.0", "10.0", "75.0", "10.0", "0.0", "5.0", "100.0", "0.00", "3.00"));
        assertThat(lines).anyMatch(line -> line.strip().startsWith("1024 "));
        assertThat(lines).contains("a note");
    }

    @Test
    void isMarkdownAndJsonToo() {
        String markdown = new ScalingTables(report).markdown();
        assertThat(markdown).contains("| 4 | 6400 | 6400..6400 | 5267 | -17.7 |", "- a note", "- model: mlp");
        assertThat(markdown.lines().filter(line -> line.startsWith("|")))
                .allSatisfy(line -> assertThat(line).matches("\\|.*\\|"));
        JsonNode json = Json.read(Json.write(report), JsonNode.class);
        JsonNode four = json.get("points").get(2);
        assertThat(four.get("workers").asInt()).isEqualTo(4);
        assertThat(four.get("lost").get("communication").asDouble()).isEqualTo(0.1, Offset.offset(1e-9));
        assertThat(four.get("forecast_error").asDouble()).isEqualTo(-0.177, Offset.offset(1e-3));
        assertThat(json.get("network").get("bandwidth").asDouble()).isEqualTo(1e9, Offset.offset(1e3));
    }

    @Test
    void drawsSpeedAndTimes() throws Exception {
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(ScalingPicture.svg(report).getBytes(StandardCharsets.UTF_8)));
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(4); // three measured, one forecast
        // The background, five in the legend, five for each of three bars.
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(21);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < svg.getElementsByTagName("text").getLength(); i++) {
            texts.add(svg.getElementsByTagName("text").item(i).getTextContent());
        }
        assertThat(texts).contains("weak scaling of <mlp>", "ideal", "measured", "forecast", "waiting", "workers");
    }

    /** Steps of 14 ms alone, 16 of two, 20 of four. */
    private static ScalingReport report() {
        List<ScalingRun> alone = List.of(Runs.alone(32, 11));
        List<ScalingRun> pair = List.of(Runs.together(2, 32, 11, 2));
        List<ScalingRun> four = List.of(Runs.together(4, 32, 15, 2));
        CostModel model = new CostModel(Mode.WEAK, 32, alone, List.of(), pair);
        return new ScalingReport(
                "weak scaling of <mlp>",
                Map.of("model", "mlp"),
                Mode.WEAK,
                List.of(
                        Point.of(Mode.WEAK, alone, alone, null),
                        Point.of(Mode.WEAK, pair, alone, null),
                        Point.of(Mode.WEAK, four, alone, model.forecast(4, 1))),
                model.network(),
                List.of(model.forecast(1024, 1)),
                List.of("a note"));
    }
}
