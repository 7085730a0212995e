package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.task.Mode;
import io.lockstep.benchmarks.task.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The lines that programs read: how much faster Lockstep is than the fastest of the others, for each network with the
 * most threads measured. That of training in float32 is the last one.
 */
final class RatioLines {
    private RatioLines() {}

    static List<String> of(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        add(lines, "inference ratios: ", rows, Mode.INFERENCE, Precision.FLOAT32);
        add(lines, "bfloat16 ratios: ", rows, Mode.TRAINING, Precision.BFLOAT16);
        add(lines, "ratios: ", rows, Mode.TRAINING, Precision.FLOAT32);
        return lines;
    }

    private static void add(List<String> lines, String prefix, List<Row> rows, Mode mode, Precision precision) {
        int threads = rows.stream().mapToInt(row -> row.task().threads()).max().orElse(0);
        String ratios = rows.stream()
                .filter(row -> row.task().mode() == mode
                        && row.task().precision() == precision
                        && row.task().threads() == threads)
                .map(row -> row.task().network().title() + " " + Numbers.ratio(row.ratio()))
                .collect(Collectors.joining(", "));
        if (!ratios.isEmpty()) {
            lines.add(prefix + ratios);
        }
    }
}
