package io.lockstep.driver.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A scaling experiment as text: for a terminal, and as Markdown. */
public final class ScalingTables {
    private final ScalingReport report;

    public ScalingTables(ScalingReport report) {
        this.report = report;
    }

    /** Lines for a terminal. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(report.title());
        lines.add("");
        lines.addAll(speed().lines());
        lines.add("");
        lines.add("Where the time of a step goes, in % of it");
        lines.addAll(shares().lines());
        if (!report.extrapolation().isEmpty()) {
            lines.add("");
            lines.add("Forecast of what was not run");
            lines.addAll(extrapolation().lines());
        }
        lines.add("");
        lines.addAll(report.notes());
        return lines;
    }

    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("## ").append(report.title()).append("\n\n").append(speed().markdown());
        text.append("\nWhere the time of a step goes, in % of it:\n\n").append(shares().markdown());
        if (!report.extrapolation().isEmpty()) {
            text.append("\nForecast of what was not run:\n\n")
                    .append(extrapolation().markdown());
        }
        text.append('\n');
        report.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        text.append("\nSettings:\n\n");
        report.settings()
                .forEach((name, value) -> text.append("- ")
                        .append(name)
                        .append(": ")
                        .append(value)
                        .append('\n'));
        return text.toString();
    }

    /** The lost per cents and the efficiency add up to 100. */
    private Table speed() {
        Table table = new Table(
                "workers",
                "images/s",
                "lowest..highest",
                "forecast",
                "error %",
                "efficiency %",
                "lost to: data %",
                "compute %",
                "communication %",
                "waiting %",
                "rest %");
        for (Point point : report.points()) {
            List<String> cells = new ArrayList<>();
            cells.add(Integer.toString(point.workers()));
            cells.add(number(point.imagesPerSecond()));
            cells.add(range(point.rounds()));
            Forecast forecast = point.forecast();
            Double error = point.forecastError();
            cells.add(forecast == null ? "-" : number(forecast.imagesPerSecond()));
            cells.add(error == null ? "-" : signed(error));
            cells.add(percent(point.efficiency()));
            for (Category category : Category.values()) {
                cells.add(percent(point.lost().getOrDefault(category.label(), 0.0)));
            }
            table.add(cells);
        }
        return table;
    }

    private Table shares() {
        Table table = new Table(
                "workers",
                "step ms",
                "data",
                "compute",
                "communication",
                "waiting",
                "rest",
                "sum",
                "network busy ms",
                "sent MB");
        for (Point point : report.points()) {
            List<String> cells = new ArrayList<>();
            cells.add(Integer.toString(point.workers()));
            cells.add(number(point.stepSeconds() * 1e3));
            double sum = 0;
            for (Category category : Category.values()) {
                double share = point.shares().getOrDefault(category.label(), 0.0);
                cells.add(percent(share));
                sum += share;
            }
            cells.add(percent(sum));
            cells.add(number(point.networkSeconds() * 1e3));
            cells.add(number(point.sentBytes() / 1e6));
            table.add(cells);
        }
        return table;
    }

    private Table extrapolation() {
        Table table = new Table(
                "workers", "images/s", "efficiency %", "step ms", "communication %", "waiting %", "network busy ms");
        for (Forecast forecast : report.extrapolation()) {
            table.add(List.of(
                    Integer.toString(forecast.workers()),
                    number(forecast.imagesPerSecond()),
                    percent(report.efficiency(forecast)),
                    number(forecast.stepSeconds() * 1e3),
                    percent(forecast.communicationSeconds() / forecast.stepSeconds()),
                    percent(forecast.waitingSeconds() / forecast.stepSeconds()),
                    number(forecast.networkSeconds() * 1e3)));
        }
        return table;
    }

    private static String range(List<Double> values) {
        double lowest = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double highest = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return number(lowest) + ".." + number(highest);
    }

    /** About three digits. */
    private static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String percent(double part) {
        String text = String.format(Locale.ROOT, "%.1f", part * 100);
        return text.equals("-0.0") ? "0.0" : text;
    }

    private static String signed(double part) {
        return String.format(Locale.ROOT, "%+.1f", part * 100);
    }
}
