package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.task.Mode;
import java.util.ArrayList;
import java.util.List;

/** The results as a page of docs/benchmarks. */
public final class MarkdownReport {
    private MarkdownReport() {}

    public static String of(Report report) {
        List<String> parts = new ArrayList<>();
        Machine machine = report.machine();
        parts.add("# " + machine.processor() + ", " + report.date() + "\n");
        parts.add("```\n" + report.command() + "\n```\n");
        parts.add(about(report).markdown());
        report.notes().forEach(note -> parts.add("Note: " + note + ".\n"));
        for (Mode mode : Mode.values()) {
            if (!report.rows(mode).isEmpty()) {
                parts.add("## " + (mode == Mode.TRAINING ? "Training" : "Inference") + "\n");
                parts.add(ResultTable.of(report, mode).markdown());
            }
        }
        profiles(report, parts);
        parts.add("## Every contestant\n");
        report.disturbances().forEach(line -> parts.add("- " + line));
        parts.add("");
        parts.add(ContestantTable.of(report).markdown());
        report.failures().forEach(failure -> parts.add("Failed: " + failure + ".\n"));
        parts.add("What the columns mean, and how this was measured: [README.md](README.md).\n");
        return String.join("\n", parts);
    }

    private static void profiles(Report report, List<String> parts) {
        for (Row row : report.rows()) {
            row.profile().ifPresent(profile -> {
                parts.add("### Where the time goes: " + row.task() + "\n");
                parts.add(
                        ProfileTable.of(profile, report.peakBandwidth(row.task().threads()))
                                .markdown());
            });
        }
    }

    private static TextTable about(Report report) {
        Machine machine = report.machine();
        Versions versions = report.versions();
        TextTable table = new TextTable("what", "was measured");
        table.add("processor", machine.processor() + ", " + machine.cores() + " core(s)");
        table.add("instruction sets", String.join(", ", machine.flags()));
        table.add("memory", machine.memoryMebibytes() + " MiB");
        table.add("system", machine.kernel());
        table.add("Java", machine.java());
        table.add("Lockstep", versions.lockstep() + ", oneDNN " + versions.onednn());
        table.add("libtorch", versions.libtorch() + " as PyTorch ships it, bound by " + versions.binding());
        report.peaks().forEach(peak -> table.add("peak", peak.toString()));
        return table;
    }
}
