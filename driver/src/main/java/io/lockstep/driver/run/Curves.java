package io.lockstep.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/**
 * {@code curves.svg}: losses on the left and accuracies on the right, over epochs. Written as text, so that a
 * machine without fonts or a graphics library draws the same picture.
 */
public final class Curves {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 340;
    private static final int PANEL_WIDTH = 350;
    private static final int PANEL_HEIGHT = 220;
    private static final int TOP = 64;
    private static final String TRAIN = "#8fb8de";
    private static final String VALIDATION = "#1f4e8c";
    private static final String TRAIN_ACCURACY = "#eeb48f";
    private static final String ACCURACY = "#c8551b";
    /** A longer curve is thinned to about so many points. */
    private static final int MAX_POINTS = 300;

    private Curves() {}

    /** The SVG of the run whose metrics are {@code lines}. */
    public static String svg(String title, List<JsonNode> lines) {
        Curve.Builder trainLoss = new Curve.Builder();
        Curve.Builder valLoss = new Curve.Builder();
        Curve.Builder trainAcc1 = new Curve.Builder();
        Curve.Builder valAcc1 = new Curve.Builder();
        for (JsonNode line : lines) {
            double epoch = line.path("epoch").asDouble();
            if (line.path("event").asText().equals("train")) {
                double share = line.path("step").asDouble()
                        / Math.max(1, line.path("steps_per_epoch").asDouble());
                trainLoss.add(epoch - 1 + share, line.path("train/loss").asDouble(Double.NaN));
            } else if (line.path("event").asText().equals("epoch")) {
                valLoss.add(epoch, line.path("val/loss").asDouble(Double.NaN));
                trainAcc1.add(epoch, line.path("train/acc1").asDouble(Double.NaN) * 100);
                valAcc1.add(epoch, line.path("val/acc1").asDouble(Double.NaN) * 100);
            }
        }
        SvgPanel loss = new SvgPanel(
                "loss",
                "epoch",
                List.of(
                        trainLoss.thinned(MAX_POINTS).named("train", TRAIN, false),
                        valLoss.named("validation", VALIDATION, true)));
        SvgPanel accuracy = new SvgPanel(
                "accuracy, %",
                "epoch",
                List.of(trainAcc1.named("train", TRAIN_ACCURACY, true), valAcc1.named("validation", ACCURACY, true)));
        return String.format(Locale.ROOT, """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="Helvetica, Arial, sans-serif" \
                        font-size="12" fill="#444444">
                        <rect width="100%%" height="100%%" fill="#ffffff"/>
                        <text x="60" y="26" font-size="15" font-weight="bold">%s</text>
                        """, WIDTH, HEIGHT, SvgPanel.escaped(title))
                + loss.at(60, TOP, PANEL_WIDTH, PANEL_HEIGHT)
                + accuracy.at(490, TOP, PANEL_WIDTH, PANEL_HEIGHT)
                + "</svg>\n";
    }
}
