package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.protocol.StepProfile;
import io.lockstep.engine.backend.profile.OperationProfile;
import java.util.Optional;

/** Where the time of a step goes: a line for each operation, and one for what is between the kernels. */
final class ProfileTable {
    private ProfileTable() {}

    /** @param bandwidth of the machine's memory in bytes per second, if it was measured */
    static TextTable of(StepProfile profile, Optional<Double> bandwidth) {
        TextTable table = new TextTable("operation", " kernels", " ms per step", " share", " GB/s", " of the memory's");
        for (OperationProfile.Row row : profile.operations()) {
            add(table, profile, row.operation(), count(profile, row.kernels()), row.nanos(), row.bytes(), bandwidth);
        }
        add(table, profile, "outside kernels", "", profile.nanosOutsideKernels(), 0, bandwidth);
        add(table, profile, "whole step", "", profile.nanos(), profile.bytes(), bandwidth);
        return table;
    }

    private static void add(
            TextTable table,
            StepProfile profile,
            String operation,
            String kernels,
            long nanos,
            long bytes,
            Optional<Double> bandwidth) {
        double bytesPerSecond = bytes / (nanos / 1e9);
        table.add(
                operation,
                kernels,
                Numbers.rounded(nanos / 1e6 / profile.steps()),
                Numbers.percent((double) nanos / profile.nanos()),
                bytes == 0 ? "" : Numbers.rounded(bytesPerSecond / 1e9),
                bytes == 0
                        ? ""
                        : bandwidth
                                .map(peak -> Numbers.percent(bytesPerSecond / peak))
                                .orElse("-"));
    }

    private static String count(StepProfile profile, long kernels) {
        return Numbers.rounded((double) kernels / profile.steps());
    }
}
