package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.comms.entrant.Family;
import io.lockstep.benchmarks.report.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The lines that programs read: how much faster Lockstep is than the fastest of each family, {@code gloo-25m-2 1.31} for
 * 25 MB on 2 ranks. A line for each variant, and last the one of Lockstep as it is.
 */
final class RatioLines {
    private static final String PREFIX = "ratios: ";

    private RatioLines() {}

    static List<String> of(List<Row> rows) {
        TreeSet<String> variants = new TreeSet<>();
        rows.forEach(row -> row.variants().forEach(score -> variants.add(score.contestant())));
        variants.remove(Family.LOCKSTEP.toString());
        List<String> lines = new ArrayList<>();
        for (String variant : variants) {
            String ratios = ratios(rows, variant);
            if (!ratios.isEmpty()) {
                lines.add(variant + " " + PREFIX + ratios);
            }
        }
        lines.add((PREFIX + ratios(rows, Family.LOCKSTEP.toString())).strip());
        return lines;
    }

    private static String ratios(List<Row> rows, String variant) {
        List<String> ratios = new ArrayList<>();
        for (Family family : Family.values()) {
            for (Row row : rows) {
                Optional<Score> ours = row.variants().stream()
                        .filter(score -> score.contestant().equals(variant))
                        .findFirst();
                Optional<Score> best = family.isOurs() ? Optional.empty() : row.best(family);
                if (ours.isPresent() && best.isPresent()) {
                    double ratio = best.get().median() / ours.get().median();
                    ratios.add(family + "-" + row.key() + " " + Numbers.ratio(ratio));
                }
            }
        }
        return String.join(", ", ratios);
    }
}
