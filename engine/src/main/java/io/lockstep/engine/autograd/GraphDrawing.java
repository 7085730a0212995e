package io.lockstep.engine.autograd;

import io.lockstep.engine.tensor.Edge;
import io.lockstep.engine.tensor.Node;
import io.lockstep.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The graph that a backward pass from a result would go through, as a picture in the manner of torchviz: leaves with names
 * and shapes above, the operations by which they lead to the result, and the result below.
 */
public final class GraphDrawing {
    private final List<Vertex> vertices = new ArrayList<>();
    private final List<Arrow> arrows = new ArrayList<>();

    /** What a vertex stands for, with torchviz's colours. */
    enum Kind {
        RESULT("darkolivegreen1", "#caff70"),
        OPERATION("lightgrey", "#d3d3d3"),
        LEAF("lightblue", "#add8e6");

        private final String dotColour;
        private final String svgColour;

        Kind(String dotColour, String svgColour) {
            this.dotColour = dotColour;
            this.svgColour = svgColour;
        }

        String svgColour() {
            return svgColour;
        }
    }

    /** A box of a few lines of text. */
    record Vertex(Kind kind, List<String> lines) {}

    /** From the source of values to their reader, by position; the reader comes first in the list of vertices. */
    record Arrow(int from, int to) {}

    private GraphDrawing() {}

    /**
     * Draws the graph of {@code root}.
     *
     * @param namedParameters names for leaves, and for results of operations, which then say which tensor they gave
     * @throws IllegalStateException if the result does not require grad, or a backward pass has freed its graph
     */
    public static GraphDrawing makeDot(Tensor root, Map<String, Tensor> namedParameters) {
        Edge edge = root.edge();
        if (edge == null) {
            throw new IllegalStateException("makeDot() draws what a result was computed from, but " + root.describe()
                    + " does not require grad; compute it from a tensor that does, outside noGrad()");
        }
        IdentityHashMap<Edge, String> names = new IdentityHashMap<>();
        namedParameters.forEach((name, tensor) -> {
            Edge named = tensor.edge();
            if (named != null) {
                names.put(named, name);
            }
        });
        GraphDrawing drawing = new GraphDrawing();
        drawing.collect(edge, names);
        return drawing;
    }

    /** The graph in the language of Graphviz. */
    public String toDot() {
        StringBuilder dot = new StringBuilder("digraph {\n")
                .append("\tnode [align=left fontname=monospace fontsize=10 height=0.2 shape=box style=filled]\n");
        for (int i = 0; i < vertices.size(); i++) {
            Vertex vertex = vertices.get(i);
            String label = vertex.lines().stream().map(GraphDrawing::escaped).collect(Collectors.joining("\\n"));
            dot.append("\tn").append(i).append(" [label=\"").append(label);
            dot.append("\" fillcolor=").append(vertex.kind().dotColour).append("]\n");
        }
        for (Arrow arrow : arrows) {
            dot.append("\tn").append(arrow.from()).append(" -> n").append(arrow.to());
            dot.append('\n');
        }
        return dot.append("}\n").toString();
    }

    /** The graph as a picture that any browser shows, laid out without Graphviz. */
    public String toSvg() {
        return GraphSvg.of(vertices, arrows);
    }

    /** Readers before what they read: nodes by descending numbers, then the leaves. */
    private void collect(Edge root, IdentityHashMap<Edge, String> names) {
        IdentityHashMap<Edge, Integer> positions = new IdentityHashMap<>();
        List<Node> nodes = reachable(root);
        vertices.add(new Vertex(Kind.RESULT, List.of(root.shape().toString())));
        for (Node node : nodes) {
            positions.put(node, vertices.size());
            vertices.add(operation(node, names.get(node), node != root));
        }
        // All nodes have their positions now; leaves get theirs when first read.
        arrows.add(new Arrow(position(root, positions, names), 0));
        for (Node node : nodes) {
            int reader = position(node, positions, names);
            for (int i = 0; i < node.inputs(); i++) {
                Edge input = node.input(i);
                if (input != null) {
                    arrows.add(new Arrow(position(input, positions, names), reader));
                }
            }
        }
    }

    private int position(Edge edge, IdentityHashMap<Edge, Integer> positions, IdentityHashMap<Edge, String> names) {
        return positions.computeIfAbsent(edge, leaf -> {
            String name = names.get(leaf);
            vertices.add(new Vertex(
                    Kind.LEAF,
                    name == null
                            ? List.of(leaf.shape().toString())
                            : List.of(name, leaf.shape().toString())));
            return vertices.size() - 1;
        });
    }

    private static Vertex operation(Node node, @Nullable String resultName, boolean withShape) {
        List<String> lines = new ArrayList<>();
        lines.add(node.name());
        if (resultName != null) {
            lines.add(resultName);
        }
        if (withShape) {
            lines.add(node.shape().toString());
        }
        return new Vertex(Kind.OPERATION, lines);
    }

    private static List<Node> reachable(Edge root) {
        IdentityHashMap<Node, Boolean> seen = new IdentityHashMap<>();
        List<Node> found = new ArrayList<>();
        if (root instanceof Node node) {
            found.add(node);
            seen.put(node, true);
        }
        for (int next = 0; next < found.size(); next++) {
            Node node = found.get(next);
            node.operation(); // which says so if the graph was freed
            for (int i = 0; i < node.inputs(); i++) {
                if (node.input(i) instanceof Node input && seen.put(input, true) == null) {
                    found.add(input);
                }
            }
        }
        found.sort(Comparator.comparingLong(Node::number).reversed());
        return found;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
