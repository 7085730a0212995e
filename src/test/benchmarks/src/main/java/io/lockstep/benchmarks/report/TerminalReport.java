package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.task.Mode;
import java.io.PrintStream;

/** The results as they stand on the terminal. */
public final class TerminalReport {
    private TerminalReport() {}

    public static void print(Report report, PrintStream out) {
        out.println("machine: " + report.machine());
        out.println("lockstep " + report.versions().lockstep() + " (oneDNN "
                + report.versions().onednn() + ") beside libtorch "
                + report.versions().libtorch());
        out.println("peak of the machine (" + MachinePeak.EXPLANATION + "):");
        report.peaks().forEach(peak -> out.println("  " + peak));
        report.notes().forEach(note -> out.println("note: " + note));
        for (Mode mode : Mode.values()) {
            if (!report.rows(mode).isEmpty()) {
                out.println();
                out.print(ResultTable.of(report, mode).plain());
            }
        }
        for (Row row : report.rows()) {
            row.profile().ifPresent(profile -> {
                out.println();
                out.println(row.task() + ":");
                out.print(
                        ProfileTable.of(profile, report.peakBandwidth(row.task().threads()))
                                .plain());
            });
        }
        out.println();
        if (!report.rows().isEmpty()) {
            report.disturbances().forEach(out::println);
        }
        RatioLines.of(report.rows()).forEach(out::println);
    }
}
