package io.lockstep.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** {@code curves.svg}: losses on the left axis, validation accuracy on the right one, over epochs. */
public final class Curves {
    private static final Color TRAIN = new Color(0x9ecae1);
    private static final Color VALIDATION = new Color(0x08519c);
    private static final Color ACCURACY = new Color(0xd95f02);
    private static final int ACCURACY_AXIS = 1;
    /** A longer curve is thinned to about so many points, each the mean of its neighbours. */
    private static final int MAX_POINTS = 400;

    private Curves() {}

    /**
     * The SVG of the run whose metrics are {@code lines}.
     *
     * @throws LinkageError or another of AWT's errors, if this machine lacks fonts or the libraries that read them
     */
    public static byte[] svg(String title, List<JsonNode> lines) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(800)
                .height(450)
                .title(title)
                .xAxisTitle("epoch")
                .build();
        style(chart.getStyler());
        Points trainLoss = new Points();
        Points valLoss = new Points();
        Points valAcc1 = new Points();
        for (JsonNode line : lines) {
            if (line.path("event").asText().equals("train")) {
                double share = line.path("step").asDouble()
                        / Math.max(1, line.path("steps_per_epoch").asDouble());
                trainLoss.add(line.path("epoch").asDouble() - 1 + share, line.path("train/loss"), 1);
            } else if (line.path("event").asText().equals("epoch")) {
                valLoss.add(line.path("epoch").asDouble(), line.path("val/loss"), 1);
                valAcc1.add(line.path("epoch").asDouble(), line.path("val/acc1"), 100);
            }
        }
        chart.setYAxisGroupTitle(0, "loss");
        addSeries(chart, "train loss", trainLoss.thinned(), TRAIN, SeriesMarkers.NONE, 0);
        addSeries(chart, "validation loss", valLoss, VALIDATION, SeriesMarkers.CIRCLE, 0);
        if (addSeries(chart, "validation accuracy", valAcc1, ACCURACY, SeriesMarkers.CIRCLE, ACCURACY_AXIS)) {
            chart.setYAxisGroupTitle(ACCURACY_AXIS, "accuracy, %");
        }
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
        return svg.toByteArray();
    }

    private static void style(XYStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xe5e5e5));
        styler.setAxisTicksMarksVisible(false);
        styler.setChartTitleBoxVisible(false);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setMarkerSize(5);
        styler.setXAxisMin(0.0);
        styler.setYAxisGroupPosition(ACCURACY_AXIS, Styler.YAxisPosition.Right);
    }

    private static boolean addSeries(XYChart chart, String name, Points points, Color color, Marker marker, int axis) {
        if (points.x.isEmpty()) {
            return false;
        }
        XYSeries series = chart.addSeries(name, points.x, points.y);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(2));
        series.setMarkerColor(color);
        series.setMarker(marker);
        series.setYAxisGroup(axis);
        return true;
    }

    private static final class Points {
        private final List<Double> x = new ArrayList<>();
        private final List<Double> y = new ArrayList<>();

        /** Adds a point unless its value is no number. */
        void add(double x, JsonNode value, double scale) {
            double y = value.asDouble(Double.NaN) * scale;
            if (Double.isFinite(y)) {
                this.x.add(x);
                this.y.add(y);
            }
        }

        Points thinned() {
            int group = (x.size() + MAX_POINTS - 1) / MAX_POINTS;
            if (group <= 1) {
                return this;
            }
            Points thinned = new Points();
            for (int start = 0; start < x.size(); start += group) {
                int end = Math.min(start + group, x.size());
                thinned.x.add(mean(x.subList(start, end)));
                thinned.y.add(mean(y.subList(start, end)));
            }
            return thinned;
        }

        private static double mean(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        }
    }
}
