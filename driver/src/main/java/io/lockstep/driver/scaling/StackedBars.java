package io.lockstep.driver.scaling;

import io.lockstep.driver.run.SvgPanel;
import java.util.List;
import java.util.Locale;

/** A bar for each number of workers as SVG elements, its pieces where the time of a step goes. */
record StackedBars(String title, List<Point> points) {
    private static final int LEGEND_STEP = 88;
    private static final double BAR = 0.6;

    /** The elements, with the plot's upper left corner at {@code (x, y)}; sizes in user units. */
    String at(int x, int y, int width, int height) {
        StringBuilder svg = new StringBuilder();
        add(svg, "<g transform=\"translate(%d,%d)\">%n", x, y);
        add(svg, "<text x=\"0\" y=\"-32\" font-weight=\"bold\">%s</text>%n", SvgPanel.escaped(title));
        legend(svg);
        for (int percent = 0; percent <= 100; percent += 20) {
            double at = height * (1 - percent / 100.0);
            add(svg, "<path d=\"M0 %.1fH%d\" stroke=\"#e4e4e4\"/>", at, width);
            add(svg, "<text x=\"-8\" y=\"%.1f\" text-anchor=\"end\">%d</text>%n", at + 4, percent);
        }
        double slot = (double) width / points.size();
        for (int i = 0; i < points.size(); i++) {
            bar(svg, points.get(i), slot * (i + (1 - BAR) / 2), slot * BAR, height);
        }
        add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">workers</text>%n", width / 2, height + 38);
        return svg.append("</g>\n").toString();
    }

    private static void legend(StringBuilder svg) {
        int x = 0;
        for (Category category : Category.values()) {
            add(svg, "<rect x=\"%d\" y=\"-22\" width=\"10\" height=\"10\" fill=\"%s\"/>", x, category.color());
            add(svg, "<text x=\"%d\" y=\"-13\" font-size=\"11\">%s</text>%n", x + 14, category.label());
            x += category == Category.COMMUNICATION ? LEGEND_STEP + 16 : LEGEND_STEP - 16;
        }
    }

    private static void bar(StringBuilder svg, Point point, double x, double width, int height) {
        double top = height;
        for (Category category : Category.values()) {
            double size = height * Math.max(0, point.shares().getOrDefault(category.label(), 0.0));
            top -= size;
            add(
                    svg,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
                    x,
                    top,
                    width,
                    size,
                    category.color());
        }
        add(
                svg,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>%n",
                x + width / 2,
                height + 18,
                point.workers());
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
