package io.lockstep.benchmarks.comms.report;

import io.lockstep.benchmarks.report.Machine;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * All that a run of the benchmark found.
 *
 * @param command as the user gave it
 * @param versions of what was compared, by name
 * @param notes what a reader must know
 * @param failures what could not be measured, and why
 */
public record Report(
        String command,
        LocalDate date,
        Machine machine,
        Setting setting,
        Map<String, String> versions,
        List<Row> rows,
        List<String> notes,
        List<String> failures) {}
