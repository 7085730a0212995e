package io.lockstep.cuda.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as tables in Markdown. */
final class Report {
    private static final List<String> PASSES = List.of("forward", "data", "weights");

    private final Results results;
    private final StringBuilder text = new StringBuilder();

    private Report(Results results) {
        this.results = results;
    }

    /** @param heading lines before the tables: which GPU, when, how */
    static String of(Results results, List<String> heading) {
        Report report = new Report(results);
        heading.forEach(line -> report.text.append(line).append("\n\n"));
        report.steps();
        report.convolutions();
        report.copies();
        report.notes();
        return report.text.toString();
    }

    private void steps() {
        if (results.of("step").isEmpty() && results.peersOf("step").isEmpty()) {
            return;
        }
        text.append("## Training steps\n\n")
                .append("| network | precision | batch | who | images/s | ms | kernels | graphs | peak MiB |\n")
                .append("|---|---|--:|---|--:|--:|--:|--:|--:|\n");
        for (Measurement step : results.of("step")) {
            step(step, "lockstep, " + step.mode());
        }
        for (Measurement step : results.peersOf("step")) {
            step(step, "PyTorch, " + step.mode());
        }
        text.append('\n');
    }

    private void step(Measurement step, String who) {
        text.append(String.format(
                Locale.ROOT,
                "| %s | %s | %d | %s | %.1f | %.3f | %s | %s | %.0f |%n",
                step.name(),
                step.precision(),
                step.batch(),
                who,
                step.value("images_per_second"),
                step.value("millis"),
                number(step.values().get("kernels"), "%.0f"),
                number(step.values().get("graphs"), "%.1f"),
                step.value("peak_mib")));
    }

    private void convolutions() {
        Map<String, Map<String, Map<String, Measurement>>> byPrecision = new LinkedHashMap<>();
        for (Measurement pass : results.of("convolution")) {
            byPrecision
                    .computeIfAbsent(pass.precision() + ", batch " + pass.batch(), key -> new LinkedHashMap<>())
                    .computeIfAbsent(pass.name(), key -> new LinkedHashMap<>())
                    .put(pass.mode(), pass);
        }
        byPrecision.forEach(this::convolutions);
    }

    private void convolutions(String precision, Map<String, Map<String, Measurement>> shapes) {
        text.append("## Convolutions of ResNet-50, ")
                .append(precision)
                .append("\n\nchannels x height - filters, kernel/stride;")
                .append(
                        " for each pass: microseconds (TFLOP/s), and the time relative to PyTorch's where that was measured.\n\n")
                .append(
                        "| shape | count | forward | gradient of data | gradient of weights |\n|---|--:|--:|--:|--:|\n");
        double[] sums = new double[PASSES.size()];
        double[] peers = new double[PASSES.size()];
        shapes.forEach((shape, passes) -> {
            double count = passes.values().iterator().next().value("count");
            text.append("| ").append(shape).append(" | ").append((int) count);
            for (int i = 0; i < PASSES.size(); i++) {
                Measurement pass = passes.get(PASSES.get(i));
                if (pass == null) {
                    text.append(" | -");
                    continue;
                }
                Measurement peer = results.peer(pass);
                sums[i] += pass.value("micros") * count;
                peers[i] += peer == null ? Double.NaN : peer.value("micros") * count;
                text.append(String.format(
                        Locale.ROOT,
                        " | %.1f (%.1f)%s",
                        pass.value("micros"),
                        pass.value("tflops"),
                        peer == null
                                ? ""
                                : String.format(Locale.ROOT, " %.2fx", pass.value("micros") / peer.value("micros"))));
            }
            text.append(" |\n");
        });
        text.append("| **all, times their counts** |");
        for (int i = 0; i < sums.length; i++) {
            text.append(String.format(Locale.ROOT, " | **%.0f**", sums[i]))
                    .append(
                            Double.isFinite(peers[i]) && peers[i] > 0
                                    ? String.format(Locale.ROOT, " **%.2fx**", sums[i] / peers[i])
                                    : "");
        }
        text.append(" |\n\n");
    }

    private void copies() {
        List<Measurement> all = new ArrayList<>(results.of("copy"));
        all.addAll(results.of("overlap"));
        all.addAll(results.of("cut"));
        if (all.isEmpty()) {
            return;
        }
        text.append(
                "## Copies, and cuts that are faster than the chosen ones\n\n| what | precision | batch | values |\n|---|---|--:|---|\n");
        for (Measurement each : all) {
            StringBuilder values = new StringBuilder();
            new java.util.TreeMap<>(each.values())
                    .forEach((name, value) -> values.append(values.isEmpty() ? "" : ", ")
                            .append(name.replace('_', ' '))
                            .append(String.format(Locale.ROOT, " %.3f", value)));
            text.append(String.format(
                    Locale.ROOT,
                    "| %s, %s | %s | %d | %s |%n",
                    each.name(),
                    each.mode(),
                    each.precision(),
                    each.batch(),
                    values));
        }
        text.append('\n');
    }

    private void notes() {
        results.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        text.append('\n');
    }

    private static String number(@Nullable Double value, String format) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }
}
