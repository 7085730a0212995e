package io.lockstep.engine.autograd;

import java.util.List;
import java.util.Locale;

/** Writes a graph as SVG: boxes in the rows of a {@link LayeredLayout}, and curves between them. */
final class GraphSvg {
    private static final double CHARACTER = 6.1;
    private static final double LINE = 13;
    private static final double PADDING = 6;
    private static final double ROW = 72;
    private static final double MARGIN = 10;

    private final StringBuilder svg = new StringBuilder();
    private final List<GraphDrawing.Vertex> vertices;
    private final LayeredLayout layout;

    private GraphSvg(List<GraphDrawing.Vertex> vertices, LayeredLayout layout) {
        this.vertices = vertices;
        this.layout = layout;
    }

    static String of(List<GraphDrawing.Vertex> vertices, List<GraphDrawing.Arrow> arrows) {
        double[] widths = vertices.stream().mapToDouble(GraphSvg::width).toArray();
        GraphSvg drawing = new GraphSvg(vertices, new LayeredLayout(widths, arrows));
        return drawing.draw(arrows);
    }

    private static double width(GraphDrawing.Vertex vertex) {
        int longest = vertex.lines().stream().mapToInt(String::length).max().orElse(0);
        return longest * CHARACTER + 2 * PADDING;
    }

    private static double height(GraphDrawing.Vertex vertex) {
        return vertex.lines().size() * LINE + PADDING;
    }

    private String draw(List<GraphDrawing.Arrow> arrows) {
        double width = layout.width() + 2 * MARGIN;
        double height = layout.rows() * ROW + 2 * MARGIN;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.1f\" height=\"%.1f\" viewBox=\"0 0 %.1f %.1f\""
                        + " font-family=\"monospace\" font-size=\"10\">\n",
                width, height, width, height);
        svg.append("<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\"")
                .append(" markerHeight=\"7\" orient=\"auto\"><path d=\"M0,1 L8,4 L0,7 z\"/></marker></defs>\n");
        for (int i = 0; i < arrows.size(); i++) {
            drawArrow(arrows.get(i), layout.way(i));
        }
        for (int i = 0; i < vertices.size(); i++) {
            drawVertex(vertices.get(i), layout.vertex(i));
        }
        return svg.append("</svg>\n").toString();
    }

    private void drawVertex(GraphDrawing.Vertex vertex, LayeredLayout.Point at) {
        double top = y(at) - height(vertex) / 2;
        add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" stroke=\"black\"/>\n",
                x(at) - width(vertex) / 2,
                top,
                width(vertex),
                height(vertex),
                vertex.kind().svgColour());
        double baseline = top + LINE;
        for (String line : vertex.lines()) {
            add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n", x(at), baseline, escaped(line));
            baseline += LINE;
        }
    }

    /** From the lower edge of one box to the upper edge of another, through the bends between. */
    private void drawArrow(GraphDrawing.Arrow arrow, List<LayeredLayout.Point> way) {
        double x = x(way.get(0));
        double y = y(way.get(0)) + height(vertices.get(arrow.from())) / 2;
        add("<path fill=\"none\" stroke=\"black\" marker-end=\"url(#arrow)\" d=\"M%.1f,%.1f", x, y);
        for (int i = 1; i < way.size(); i++) {
            double nextX = x(way.get(i));
            double nextY = y(way.get(i));
            if (i == way.size() - 1) {
                nextY -= height(vertices.get(arrow.to())) / 2;
            }
            double middle = (y + nextY) / 2;
            add(" C%.1f,%.1f %.1f,%.1f %.1f,%.1f", x, middle, nextX, middle, nextX, nextY);
            x = nextX;
            y = nextY;
        }
        svg.append("\"/>\n");
    }

    private static double x(LayeredLayout.Point point) {
        return point.x() + MARGIN;
    }

    private double y(LayeredLayout.Point point) {
        return (layout.rows() - 1 - point.row()) * ROW + ROW / 2 + MARGIN;
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }

    /** Also without the characters that XML does not have at all. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("[\\x00-\\x1f\\ufffe\\uffff]", "?");
    }
}
