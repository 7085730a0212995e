package io.lockstep.benchmarks.report;

import java.util.Locale;

/** A line for each contestant of each row. */
final class ContestantTable {
    private ContestantTable() {}

    static TextTable of(Report report) {
        TextTable table = new TextTable(
                "row",
                "contestant",
                " img/s",
                " ms per step",
                " 10 %",
                " 90 %",
                " windows",
                " left out",
                " disturbed",
                " steps each",
                " RSS MiB",
                " loss");
        for (Row row : report.rows()) {
            for (Score score : row.scores()) {
                Timing timing = score.timing();
                table.add(
                        row.task().toString(),
                        score.contestant(),
                        Numbers.rounded(row.imagesPerSecond(timing.median())),
                        milliseconds(timing.median()),
                        milliseconds(timing.p10()),
                        milliseconds(timing.p90()),
                        Integer.toString(timing.windows()),
                        Integer.toString(timing.leftOut()),
                        Integer.toString(timing.disturbed()),
                        Integer.toString(timing.steps()),
                        Long.toString(score.peakMebibytes()),
                        String.format(Locale.ROOT, "%.3f", score.loss()));
            }
        }
        return table;
    }

    private static String milliseconds(double seconds) {
        return Numbers.rounded(seconds * 1e3);
    }
}
