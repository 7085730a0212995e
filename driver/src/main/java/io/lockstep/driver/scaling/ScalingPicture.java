package io.lockstep.driver.scaling;

import io.lockstep.driver.run.Curve;
import io.lockstep.driver.run.SvgPanel;
import java.util.List;
import java.util.Locale;

/** A scaling experiment as SVG: speed over workers on the left, where the time of a step goes on the right. */
public final class ScalingPicture {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 360;
    private static final int PANEL_WIDTH = 360;
    private static final int PANEL_HEIGHT = 220;
    private static final int TOP = 84;
    private static final String IDEAL = "#c0c0c0";
    private static final String MEASURED = "#1f4e8c";
    private static final String FORECAST = "#c8551b";

    private ScalingPicture() {}

    public static String svg(ScalingReport report) {
        Curve.Builder ideal = new Curve.Builder();
        Curve.Builder measured = new Curve.Builder();
        Curve.Builder forecast = new Curve.Builder();
        ideal.add(0, 0);
        for (Point point : report.points()) {
            ideal.add(point.workers(), report.alone() * point.workers());
            measured.add(point.workers(), point.imagesPerSecond());
            Forecast expected = point.forecast();
            if (expected != null) {
                forecast.add(point.workers(), expected.imagesPerSecond());
            }
        }
        SvgPanel speed = new SvgPanel(
                "images/s",
                "workers",
                List.of(
                        ideal.named("ideal", IDEAL, false),
                        measured.named("measured", MEASURED, true),
                        forecast.named("forecast", FORECAST, true)));
        StackedBars bars = new StackedBars("where the time of a step goes, %", report.points());
        return String.format(Locale.ROOT, """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="Helvetica, Arial, sans-serif" \
                        font-size="12" fill="#444444">
                        <rect width="100%%" height="100%%" fill="#ffffff"/>
                        <text x="60" y="26" font-size="15" font-weight="bold">%s</text>
                        """, WIDTH, HEIGHT, SvgPanel.escaped(report.title()))
                + speed.at(60, TOP, PANEL_WIDTH, PANEL_HEIGHT)
                + bars.at(500, TOP, PANEL_WIDTH, PANEL_HEIGHT)
                + "</svg>\n";
    }
}
