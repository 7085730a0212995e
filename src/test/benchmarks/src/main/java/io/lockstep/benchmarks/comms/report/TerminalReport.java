package io.lockstep.benchmarks.comms.report;

import java.io.PrintStream;

/** The results as they stand on the terminal. */
public final class TerminalReport {
    private TerminalReport() {}

    public static void print(Report report, PrintStream out) {
        out.println("machine: " + report.machine());
        out.println("all-reduce of float32, sum, in place, timed on rank 0: " + report.setting());
        report.versions().forEach((name, version) -> out.println(name + " " + version));
        report.notes().forEach(note -> out.println("note: " + note));
        out.println();
        out.print(ScoreTable.of(report).plain());
        out.println();
        RatioLines.of(report.rows()).forEach(out::println);
    }
}
