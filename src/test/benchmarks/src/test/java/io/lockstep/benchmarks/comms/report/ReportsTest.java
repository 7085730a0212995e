package io.lockstep.benchmarks.comms.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

final class ReportsTest {
    private final Report report = CommsResults.report();

    @Test
    void theTerminalShowsWhoReachedWhatAndEndsWithTheRatios() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TerminalReport.print(report, new PrintStream(bytes, true, StandardCharsets.UTF_8));

        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("TCP congestion control reno", "note: a note");
        assertThat(text.lines())
                .anySatisfy(line -> assertThat(line).matches(" *2 +25m +gloo-ring +22000.0 .* 2.00 +9"))
                .last()
                .asString()
                .startsWith("ratios: gloo-25m-2 2.00");
    }

    @Test
    void jsonHasEverything() throws Exception {
        JsonNode root = new ObjectMapper().readTree(JsonReport.of(report));

        assertThat(root.path("benchmark").asText()).isEqualTo("comms");
        JsonNode ours = root.path("rows").get(1).path("contestants").get(0);
        assertThat(ours.path("contestant").asText()).isEqualTo("lockstep");
        assertThat(ours.path("medianSeconds").asDouble()).isEqualTo(0.011);
        assertThat(ours.path("shareOfGoodput").asDouble()).isBetween(1.4, 1.5);
        assertThat(ours.path("turnMedianSeconds")).hasSize(3);
        assertThat(root.path("ratios")).hasSize(2);
        assertThat(root.path("failures").get(0).asText()).isEqualTo("a failure");
    }

    @Test
    void markdownIsAPage() {
        assertThat(MarkdownReport.of(report))
                .startsWith("# All-reduce: Abacus <9000>, 2026-11-24\n")
                .contains("| 2 | 25m | lockstep | 11000.0 |", "ratios: gloo-25m-2 2.00", "Failed: a failure.");
    }

    @Test
    void thePictureHasAPanelForEachNumberOfRanksAndALineForEachContestant() throws Exception {
        String svg = BandwidthChart.svg(report);
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));

        assertThat(document.getElementsByTagName("g").getLength()).isEqualTo(2);
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(2 * 5);
        assertThat(svg).contains("Abacus &lt;9000&gt;", "2 ranks", "4 ranks", ">25m<", ">lockstep-small<");
        NodeList circles = document.getElementsByTagName("circle");
        for (int i = 0; i < circles.getLength(); i++) {
            Element circle = (Element) circles.item(i);
            assertThat(Double.parseDouble(circle.getAttribute("cy"))).isBetween(0.0, 260.0);
        }
    }

    @Test
    void aDecadeIsAsLongAsTheNext() {
        LogAxis axis = LogAxis.covering(List.of(0.02, 3.0).stream().mapToDouble(each -> each));

        assertThat(axis).isEqualTo(new LogAxis(-2, 1));
        assertThat(axis.share(0.1)).isEqualTo(1 / 3.0);
        assertThat(axis.ticks()).hasSize(4);
        assertThat(LogAxis.label(0.01)).isEqualTo("0.01");
        assertThat(LogAxis.label(10)).isEqualTo("10");
    }
}
