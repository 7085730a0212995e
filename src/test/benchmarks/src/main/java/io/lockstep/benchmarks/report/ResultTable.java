package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.task.Mode;

/** A line for each row: ours, the fastest of the others, and how they compare. */
final class ResultTable {
    private ResultTable() {}

    static TextTable of(Report report, Mode mode) {
        TextTable table = new TextTable(
                mode.toString(),
                " threads",
                " batch",
                " lockstep img/s",
                " (10 to 90 %)",
                " libtorch img/s",
                " (10 to 90 %)",
                "layout",
                " ratio",
                " GFLOP/s",
                " of peak",
                " RSS MiB",
                " libtorch's");
        for (Row row : report.rows(mode)) {
            Score best = row.best();
            table.add(
                    row.task().title(),
                    Integer.toString(row.task().threads()),
                    Integer.toString(row.task().network().batch()),
                    Numbers.rounded(row.imagesPerSecond(row.ours().timing().median())),
                    spread(row, row.ours()),
                    Numbers.rounded(row.imagesPerSecond(best.timing().median())),
                    spread(row, best),
                    best.contestant().replaceFirst("^libtorch ", ""),
                    Numbers.ratio(row.ratio()),
                    Numbers.rounded(row.flopsPerSecond() / 1e9),
                    report.peakFlops(row.task().threads())
                            .map(peak -> Numbers.percent(row.flopsPerSecond() / peak))
                            .orElse("-"),
                    Long.toString(row.ours().peakMebibytes()),
                    Long.toString(best.peakMebibytes()));
        }
        return table;
    }

    private static String spread(Row row, Score score) {
        return Numbers.rounded(row.imagesPerSecond(score.timing().p90())) + " to "
                + Numbers.rounded(row.imagesPerSecond(score.timing().p10()));
    }
}
