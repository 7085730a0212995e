package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.task.Mode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * All that a run of the benchmark found.
 *
 * @param command as the user gave it
 * @param peaks one for each number of threads
 * @param notes what a reader must know: what is left out and why
 * @param failures rows that could not be measured, and why
 */
public record Report(
        String command,
        LocalDate date,
        Machine machine,
        Versions versions,
        List<MachinePeak> peaks,
        List<Row> rows,
        List<String> notes,
        List<String> failures) {

    List<Row> rows(Mode mode) {
        return rows.stream().filter(row -> row.task().mode() == mode).toList();
    }

    /** Floating-point operations per second of the machine with {@code threads}, if that was measured. */
    Optional<Double> peakFlops(int threads) {
        return peaks.stream()
                .filter(peak -> peak.threads() == threads)
                .map(peak -> peak.peak().flops())
                .findFirst();
    }

    /** Bytes per second of the machine's memory with {@code threads}, if that was measured. */
    Optional<Double> peakBandwidth(int threads) {
        return peaks.stream()
                .filter(peak -> peak.threads() == threads)
                .map(peak -> peak.peak().bytesPerSecond())
                .findFirst();
    }

    /** How much others disturbed the measurement: a line, and one more if that may show in the results. */
    List<String> disturbances() {
        int windows = 0;
        int leftOut = 0;
        int disturbed = 0;
        for (Row row : rows) {
            for (Score score : row.scores()) {
                windows += score.timing().windows();
                leftOut += score.timing().leftOut();
                disturbed += score.timing().disturbed();
            }
        }
        String summary = leftOut + " of " + (windows + leftOut)
                + " timed windows were left out: other processes used more than 10 % of their time";
        return disturbed == 0
                ? List.of(summary)
                : List.of(
                        summary,
                        disturbed + " of those that count were so disturbed too, since half of a contestant's"
                                + " windows count in any case: measure again on an idle machine");
    }
}
