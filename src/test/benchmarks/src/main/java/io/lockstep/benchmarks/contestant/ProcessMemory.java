package io.lockstep.benchmarks.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process. */
final class ProcessMemory {
    private static final String PEAK = "VmHWM:";

    private ProcessMemory() {}

    /** The most that was resident at once. */
    static long peakKibibytes() throws IOException {
        return peakKibibytes(Files.readString(Path.of("/proc/self/status")));
    }

    static long peakKibibytes(String status) {
        String line = status.lines()
                .filter(candidate -> candidate.startsWith(PEAK))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("/proc/self/status has no line " + PEAK));
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
