package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.report.Machine;
import io.lockstep.benchmarks.report.TextTable;
import java.util.ArrayList;
import java.util.List;

/** The results as a page of docs/benchmarks. */
public final class MarkdownReport {
    private MarkdownReport() {}

    public static String of(Report report) {
        List<String> parts = new ArrayList<>();
        parts.add("# All-reduce: " + report.machine().processor() + ", " + report.date() + "\n");
        parts.add("```\n" + report.command() + "\n```\n");
        parts.add(about(report).markdown());
        report.notes().forEach(note -> parts.add("Note: " + note + ".\n"));
        parts.add("## Results\n");
        parts.add(ScoreTable.of(report).markdown());
        parts.add("```\n" + String.join("\n", RatioLines.of(report.rows())) + "\n```\n");
        report.failures().forEach(failure -> parts.add("Failed: " + failure + ".\n"));
        parts.add("What the columns mean, and how this was measured: [README.md](README.md).\n");
        return String.join("\n", parts);
    }

    private static TextTable about(Report report) {
        Machine machine = report.machine();
        TextTable table = new TextTable("what", "was measured");
        table.add("processor", machine.processor() + ", " + machine.cores() + " core(s)");
        table.add("memory", machine.memoryMebibytes() + " MiB");
        table.add("system", machine.kernel());
        table.add("Java", machine.java());
        report.versions().forEach(table::add);
        table.add("ranks", report.setting().place());
        table.add("TCP", report.setting().congestionControl());
        table.add(
                "rounds",
                report.setting().rounds() + ", turns of " + report.setting().turnMillis() + " ms");
        return table;
    }
}
