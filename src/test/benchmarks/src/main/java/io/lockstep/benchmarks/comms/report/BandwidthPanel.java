package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.comms.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A plot of the bus bandwidth over the size, both logarithmic, as SVG elements: a line for each contestant.
 *
 * @param rows of one number of ranks, by ascending size
 * @param bandwidths GB/s, the same axis for all panels
 * @param colors by contestant
 */
record BandwidthPanel(String title, List<Row> rows, LogAxis bandwidths, Map<String, String> colors) {
    private static final double GIGA = 1e9;

    /** The elements, with the plot's upper left corner at {@code (x, y)}; sizes in user units. */
    String at(int x, int y, int width, int height) {
        StringBuilder svg = new StringBuilder();
        add(svg, "<g transform=\"translate(%d,%d)\">%n", x, y);
        add(svg, "<text x=\"0\" y=\"-14\" font-weight=\"bold\">%s</text>%n", title);
        for (double tick : bandwidths.ticks()) {
            double at = height * (1 - bandwidths.share(tick));
            add(svg, "<path d=\"M0 %.1fH%d\" stroke=\"#e4e4e4\"/>", at, width);
            add(svg, "<text x=\"-8\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", at + 4, LogAxis.label(tick));
        }
        for (Row row : rows) {
            double at = position(row, width);
            add(svg, "<path d=\"M%.1f %dv5\" stroke=\"#999999\"/>", at, height);
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    at,
                    height + 20,
                    ByteSize.text(row.bytes()));
        }
        colors.forEach((contestant, color) -> line(svg, contestant, color, width, height));
        return svg.append("</g>\n").toString();
    }

    private void line(StringBuilder svg, String contestant, String color, int width, int height) {
        List<String> points = new ArrayList<>();
        StringBuilder dots = new StringBuilder();
        for (Row row : rows) {
            for (Score score : row.scores()) {
                if (score.contestant().equals(contestant)) {
                    double x = position(row, width);
                    double y = height * (1 - bandwidths.share(row.busBandwidth(score) / GIGA));
                    points.add(String.format(Locale.ROOT, "%.1f %.1f", x, y));
                    add(dots, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, color);
                }
            }
        }
        if (!points.isEmpty()) {
            add(
                    svg,
                    "<path d=\"M%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%d\"/>%s%n",
                    String.join("L", points),
                    color,
                    contestant.startsWith("lockstep") ? 3 : 2,
                    dots);
        }
    }

    /** From the left, by the logarithm of the size. */
    private double position(Row row, int width) {
        double first = Math.log((double) rows.get(0).bytes());
        double last = Math.log((double) rows.get(rows.size() - 1).bytes());
        return last == first ? width / 2.0 : width * (Math.log((double) row.bytes()) - first) / (last - first);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
