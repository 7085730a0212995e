package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.report.Machine;
import java.time.LocalDate;
import java.util.List;

/**
 * All that a run of the benchmark found.
 *
 * @param command as the user gave it
 * @param notes what a reader must know
 * @param failures what could not be measured, and why
 */
public record Report(
        String command,
        LocalDate date,
        Machine machine,
        Setting setting,
        List<Row> rows,
        List<String> notes,
        List<String> failures) {}
