package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.comms.ByteSize;
import io.lockstep.benchmarks.report.Numbers;
import io.lockstep.benchmarks.report.TextTable;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** A line for each contestant of each row. */
final class ScoreTable {
    private ScoreTable() {}

    static TextTable of(Report report) {
        TextTable table = new TextTable(
                " ranks",
                " size",
                "contestant",
                " median us",
                " 10 %",
                " 90 %",
                " algorithm GB/s",
                " bus GB/s",
                " of iperf3",
                " ratio",
                " operations");
        for (Row row : report.rows()) {
            for (Score score : row.scores()) {
                table.add(
                        Integer.toString(row.ranks()),
                        ByteSize.text(row.bytes()),
                        score.contestant(),
                        microseconds(score.median()),
                        microseconds(score.p10()),
                        microseconds(score.p90()),
                        gigabytes(row.algorithmBandwidth(score)),
                        gigabytes(row.busBandwidth(score)),
                        share(row, score),
                        ratio(row, score),
                        Integer.toString(score.operations()));
            }
        }
        return table;
    }

    private static String share(Row row, Score score) {
        OptionalDouble share = row.shareOfLink(score);
        return share.isPresent() ? String.format(Locale.ROOT, "%.1f %%", share.getAsDouble() * 100) : "-";
    }

    /** Its time over Lockstep's. */
    private static String ratio(Row row, Score score) {
        Optional<Score> ours = row.ours();
        return ours.isEmpty() || ours.get().equals(score)
                ? "-"
                : Numbers.ratio(score.median() / ours.get().median());
    }

    private static String microseconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds * 1e6);
    }

    private static String gigabytes(double bytesPerSecond) {
        return String.format(Locale.ROOT, "%.3f", bytesPerSecond / 1e9);
    }
}
