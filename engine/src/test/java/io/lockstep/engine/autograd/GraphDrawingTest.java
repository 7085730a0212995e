package io.lockstep.engine.autograd;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class GraphDrawingTest {
    private static final long SEED = 7;

    private final Device device = new Device(new ReferenceBackend());

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void drawsLeavesOperationsAndResult() {
        Tensor x = device.ones(2, 3);
        Tensor w = device.ones(3, 4).requiresGrad_();
        Tensor b = device.ones(4).requiresGrad_();
        Tensor y = x.matmul(w).add(b).relu().sum();
        GraphDrawing drawing = GraphDrawing.makeDot(y, Map.of("weight \"w\"", w, "x", x));
        assertThat(drawing.toDot().lines())
                .containsExactly(
                        "digraph {",
                        "\tnode [align=left fontname=monospace fontsize=10 height=0.2 shape=box style=filled]",
                        "\tn0 [label=\"[]\" fillcolor=darkolivegreen1]",
                        "\tn1 [label=\"sum\" fillcolor=lightgrey]",
                        "\tn2 [label=\"relu\\n[2, 4]\" fillcolor=lightgrey]",
                        "\tn3 [label=\"add\\n[2, 4]\" fillcolor=lightgrey]",
                        "\tn4 [label=\"matmul\\n[2, 4]\" fillcolor=lightgrey]",
                        "\tn5 [label=\"[4]\" fillcolor=lightblue]",
                        "\tn6 [label=\"weight \\\"w\\\"\\n[3, 4]\" fillcolor=lightblue]",
                        "\tn1 -> n0",
                        "\tn2 -> n1",
                        "\tn3 -> n2",
                        "\tn4 -> n3",
                        "\tn5 -> n3",
                        "\tn6 -> n4",
                        "}");
    }

    @Test
    void aLeafUsedTwiceIsDrawnOnceAndANamedResultSaysSo() {
        Tensor x = device.ones(2).requiresGrad_();
        Tensor square = x.mul(x);
        String dot = GraphDrawing.makeDot(square.sum(), Map.of("x", x, "square", square))
                .toDot();
        assertThat(dot).contains("\tn2 [label=\"mul\\nsquare\\n[2]\"").contains("\tn3 [label=\"x\\n[2]\"");
        assertThat(dot.lines().filter("\tn3 -> n2"::equals)).hasSize(2);
        assertThat(GraphDrawing.makeDot(x, Map.of()).toDot()).contains("n1 [label=\"[2]\" fillcolor=lightblue]");
    }

    @Test
    void refusesWhatHasNoGraph() {
        Tensor x = device.ones(2);
        assertThatThrownBy(() -> GraphDrawing.makeDot(x, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not require grad");
        Tensor y = x.requiresGrad_().mul(x).sum();
        y.backward();
        assertThatThrownBy(() -> GraphDrawing.makeDot(y, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("retainGraph");
    }

    /** Random graphs: well-formed XML, no box upon another, all arrows downwards. */
    @Test
    void laysBoxesOutApart() throws Exception {
        Random random = new Random(SEED);
        for (int graph = 0; graph < 50; graph++) {
            Document svg =
                    parse(GraphDrawing.makeDot(randomResult(random), Map.of()).toSvg());
            NodeList boxes = svg.getElementsByTagName("rect");
            for (int i = 0; i < boxes.getLength(); i++) {
                for (int j = 0; j < i; j++) {
                    assertThat(areApart((Element) boxes.item(i), (Element) boxes.item(j)))
                            .as("boxes %d and %d of graph %d, seed %d", i, j, graph, SEED)
                            .isTrue();
                }
            }
            NodeList arrows = svg.getElementsByTagName("path");
            assertThat(arrows.getLength()).isGreaterThan(boxes.getLength() - 1);
            for (int i = 1; i < arrows.getLength(); i++) {
                assertGoesDown(((Element) arrows.item(i)).getAttribute("d"));
            }
        }
    }

    @Test
    void aChainIsStraight() throws Exception {
        Tensor x = device.ones(DType.FLOAT32, 2).requiresGrad_();
        Document svg = parse(GraphDrawing.makeDot(x.exp().neg().exp().sum(), Map.of("<x> & y", x))
                .toSvg());
        NodeList texts = svg.getElementsByTagName("text");
        assertThat(texts.item(texts.getLength() - 2).getTextContent()).isEqualTo("<x> & y");
        for (int i = 1; i < texts.getLength(); i++) {
            assertThat(number(texts, i, "x")).isEqualTo(number(texts, 0, "x"));
        }
    }

    private Tensor randomResult(Random random) {
        List<Tensor> tensors = new ArrayList<>(List.of(device.ones(2).requiresGrad_()));
        for (int i = 0; i < 30; i++) {
            Tensor a = tensors.get(random.nextInt(tensors.size()));
            Tensor b = tensors.get(Math.max(0, tensors.size() - 1 - random.nextInt(4)));
            tensors.add(random.nextInt(5) == 0 ? device.ones(2).requiresGrad_() : a.mul(b));
        }
        Tensor sum = tensors.get(0);
        for (Tensor tensor : tensors) {
            sum = sum.add(tensor);
        }
        return sum;
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean areApart(Element a, Element b) {
        return apart(a, b, "x", "width") || apart(a, b, "y", "height");
    }

    private static boolean apart(Element a, Element b, String start, String size) {
        double startOfA = Double.parseDouble(a.getAttribute(start));
        double startOfB = Double.parseDouble(b.getAttribute(start));
        return startOfA + Double.parseDouble(a.getAttribute(size)) < startOfB
                || startOfB + Double.parseDouble(b.getAttribute(size)) < startOfA;
    }

    private static void assertGoesDown(String path) {
        double last = Double.NEGATIVE_INFINITY;
        for (String part : path.substring(1).split(" ", -1)) {
            double y = Double.parseDouble(part.substring(part.indexOf(',') + 1));
            assertThat(y).as(path).isGreaterThanOrEqualTo(last);
            last = y;
        }
    }

    private static double number(NodeList elements, int index, String attribute) {
        return Double.parseDouble(((Element) elements.item(index)).getAttribute(attribute));
    }
}
