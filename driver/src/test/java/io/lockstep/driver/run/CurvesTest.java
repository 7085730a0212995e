package io.lockstep.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.worker.Json;
import io.lockstep.worker.WorkerEvent;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

final class CurvesTest {
    @Test
    void drawsEachEpochAndThinsTheTrainingLoss() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (int epoch = 1; epoch <= 3; epoch++) {
            for (int step = 1; step <= 500; step++) {
                lines.add(line(new WorkerEvent.TrainProgress(
                        epoch, 3, step, 500, step, 1500, 2.0 / epoch, 0.1, 700, 0, null)));
            }
            lines.add(line(new WorkerEvent.EpochDone(epoch, 3, 0, 0.5, 0.5, 1.0 / epoch, 0.3 * epoch, 0.1, 1, 1, "")));
        }
        Document svg = parse(Curves.svg("lenet <2> & more", lines));
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(9); // validation loss, both accuracies
        assertThat(texts(svg)).contains("lenet <2> & more", "loss", "accuracy, %", "epoch", "train", "validation");
        assertThat(longestPath(svg)).isLessThanOrEqualTo(300);
    }

    @Test
    void drawsEmptyPanelsForARunWithoutNumbers() throws Exception {
        WorkerEvent lost = new WorkerEvent.TrainProgress(1, 1, 1, 1, 1, 1, Double.NaN, 0.1, 700, 0, null);
        Document svg = parse(Curves.svg("nothing", List.of(line(lost))));
        assertThat(svg.getElementsByTagName("circle").getLength()).isZero();
    }

    private static JsonNode line(WorkerEvent event) {
        return Json.read(Json.write(event), JsonNode.class);
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(Document svg) {
        List<String> texts = new ArrayList<>();
        NodeList nodes = svg.getElementsByTagName("text");
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static int longestPath(Document svg) {
        NodeList nodes = svg.getElementsByTagName("path");
        int longest = 0;
        for (int i = 0; i < nodes.getLength(); i++) {
            String path = nodes.item(i).getAttributes().getNamedItem("d").getTextContent();
            longest = Math.max(longest, path.split("L", -1).length);
        }
        return longest;
    }
}
