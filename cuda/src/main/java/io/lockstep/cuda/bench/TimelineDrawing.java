package io.lockstep.cuda.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a {@link Timeline} as SVG: a row for each stream, time from left to right. */
final class TimelineDrawing {
    private static final int WIDTH = 1200;
    private static final int LEFT = 90;
    private static final int ROW = 34;
    private static final int TOP = 30;
    private static final List<String> COLOURS = List.of("#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677");

    private TimelineDrawing() {}

    static String svg(String title, List<Timeline.Bar> bars) {
        List<String> rows = new ArrayList<>();
        double end = 1e-9;
        for (Timeline.Bar bar : bars) {
            if (!rows.contains(bar.row())) {
                rows.add(bar.row());
            }
            end = Math.max(end, bar.endMillis());
        }
        double scale = (WIDTH - LEFT - 10) / end;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"11\">%n<text x=\"10\" y=\"18\">%s, %.2f ms</text>%n",
                WIDTH,
                TOP + ROW * rows.size() + 10,
                escaped(title),
                end));
        for (String row : rows) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"10\" y=\"%d\">%s</text>%n",
                    TOP + ROW * rows.indexOf(row) + ROW / 2 + 4,
                    escaped(row)));
        }
        int next = 0;
        for (Timeline.Bar bar : bars) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" fill=\"%s\"><title>%s</title></rect>%n",
                    LEFT + bar.startMillis() * scale,
                    TOP + ROW * rows.indexOf(bar.row()) + 4,
                    Math.max(0.5, bar.millis() * scale),
                    ROW - 8,
                    COLOURS.get(next++ % COLOURS.size()),
                    escaped(bar.toString())));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
