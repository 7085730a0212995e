package io.lockstep.driver.run;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A plot of curves as SVG elements: grid, ticks, legend of those that have a name, and lines.
 *
 * @param xLabel what stands below the horizontal axis
 */
public record SvgPanel(String title, String xLabel, List<Curve> curves) {
    private static final int TICKS = 5;
    private static final int LEGEND_STEP = 90;

    /** The elements, with the plot's upper left corner at {@code (x, y)}; sizes in user units. */
    public String at(int x, int y, int width, int height) {
        Axis horizontal = Axis.covering(DoubleStream.concat(DoubleStream.of(0), xs()), TICKS);
        Axis values = Axis.covering(ys(), TICKS);
        StringBuilder svg = new StringBuilder();
        add(svg, "<g transform=\"translate(%d,%d)\">%n", x, y);
        add(svg, "<text x=\"0\" y=\"-14\" font-weight=\"bold\">%s</text>%n", escaped(title));
        legend(svg, width);
        for (double tick : values.ticks()) {
            double at = height * (1 - values.share(tick));
            add(svg, "<path d=\"M0 %.1fH%d\" stroke=\"#e4e4e4\"/>", at, width);
            add(svg, "<text x=\"-8\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", at + 4, values.label(tick));
        }
        for (double tick : horizontal.ticks()) {
            double at = width * horizontal.share(tick);
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    at,
                    height + 18,
                    horizontal.label(tick));
        }
        add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", width / 2, height + 38, escaped(xLabel));
        for (Curve curve : curves) {
            line(svg, curve, horizontal, values, width, height);
        }
        return svg.append("</g>\n").toString();
    }

    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void legend(StringBuilder svg, int width) {
        List<Curve> named =
                curves.stream().filter(curve -> !curve.name().isEmpty()).toList();
        int x = width - LEGEND_STEP * named.size();
        for (Curve curve : named) {
            add(svg, "<path d=\"M%d -18h16\" stroke=\"%s\" stroke-width=\"3\"/>", x, curve.color());
            add(svg, "<text x=\"%d\" y=\"-14\">%s</text>%n", x + 22, escaped(curve.name()));
            x += LEGEND_STEP;
        }
    }

    private static void line(StringBuilder svg, Curve curve, Axis horizontal, Axis values, int width, int height) {
        StringBuilder path = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        for (Curve.Point point : curve.points()) {
            double x = width * horizontal.share(point.x());
            double y = height * (1 - values.share(point.y()));
            add(path, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y);
            if (curve.dots()) {
                add(dots, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, curve.color());
            }
        }
        if (!path.isEmpty()) {
            add(svg, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", path, curve.color());
            svg.append(dots).append('\n');
        }
    }

    private DoubleStream xs() {
        return curves.stream().flatMap(curve -> curve.points().stream()).mapToDouble(Curve.Point::x);
    }

    private DoubleStream ys() {
        return curves.stream().flatMap(curve -> curve.points().stream()).mapToDouble(Curve.Point::y);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
