package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.comms.entrant.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bus bandwidth as a picture: a panel for each number of ranks, a line for each contestant. Written as text, so that a
 * machine without fonts or a graphics library draws the same.
 */
public final class BandwidthChart {
    private static final int PANEL_WIDTH = 300;
    private static final int PANEL_HEIGHT = 260;
    private static final int LEFT = 70;
    private static final int TOP = 84;
    private static final int PITCH = PANEL_WIDTH + 70;
    private static final int LEGEND_WIDTH = 190;
    private static final int LEGEND_LINE = 20;
    private static final int BOTTOM = 56;
    /** Of each family, dark to light: the colours tell who is of one house. */
    private static final Map<Family, List<String>> COLORS = new EnumMap<>(Map.of(
            Family.LOCKSTEP, List.of("#1f4e8c", "#4c86c6", "#8fb8de", "#6a5acd"),
            Family.GLOO, List.of("#c8551b", "#e0843f", "#eeb48f", "#a33b5c", "#d98fa6"),
            Family.MPI, List.of("#2d7d46", "#5ba974", "#9fd0ae", "#8a8f2a")));

    private BandwidthChart() {}

    public static String svg(Report report) {
        Map<String, String> colors = colors(report);
        Map<Integer, List<Row>> panels = new TreeMap<>();
        report.rows()
                .forEach(row -> panels.computeIfAbsent(row.ranks(), ranks -> new ArrayList<>())
                        .add(row));
        LogAxis bandwidths = LogAxis.covering(report.rows().stream()
                .flatMapToDouble(row -> row.scores().stream().mapToDouble(score -> row.busBandwidth(score) / 1e9)));
        StringBuilder svg = new StringBuilder();
        int legend = LEFT + PITCH * panels.size() - 40;
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#444444\">%n",
                legend + LEGEND_WIDTH,
                TOP + Math.max(PANEL_HEIGHT, LEGEND_LINE * colors.size()) + BOTTOM);
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n");
        add(svg, "<text x=\"%d\" y=\"26\" font-size=\"15\" font-weight=\"bold\">", LEFT);
        add(svg, "All-reduce: bus bandwidth in GB/s by the size of the buffer</text>%n");
        add(
                svg,
                "<text x=\"%d\" y=\"46\">%s, %s; TCP %s</text>%n",
                LEFT,
                escaped(report.machine().processor()),
                report.date(),
                escaped(report.setting().congestionControl()));
        int x = LEFT;
        for (Map.Entry<Integer, List<Row>> panel : panels.entrySet()) {
            String title = panel.getKey() + " ranks";
            svg.append(new BandwidthPanel(title, panel.getValue(), bandwidths, colors)
                    .at(x, TOP, PANEL_WIDTH, PANEL_HEIGHT));
            x += PITCH;
        }
        legend(svg, colors, legend);
        return svg.append("</svg>\n").toString();
    }

    private static void legend(StringBuilder svg, Map<String, String> colors, int x) {
        int y = TOP;
        for (Map.Entry<String, String> color : colors.entrySet()) {
            add(svg, "<path d=\"M%d %dh16\" stroke=\"%s\" stroke-width=\"3\"/>", x, y - 4, color.getValue());
            add(svg, "<text x=\"%d\" y=\"%d\">%s</text>%n", x + 22, y, escaped(color.getKey()));
            y += LEGEND_LINE;
        }
    }

    /** By contestant, in the order of the results. */
    private static Map<String, String> colors(Report report) {
        Map<String, String> colors = new LinkedHashMap<>();
        Map<Family, Integer> used = new EnumMap<>(Family.class);
        for (Row row : report.rows()) {
            for (Score score : row.scores()) {
                if (!colors.containsKey(score.contestant())) {
                    List<String> palette = COLORS.getOrDefault(score.family(), List.of("#444444"));
                    int index = used.merge(score.family(), 1, Integer::sum) - 1;
                    colors.put(score.contestant(), palette.get(index % palette.size()));
                }
            }
        }
        return colors;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
