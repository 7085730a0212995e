package io.lockstep.benchmarks.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time used since some moment in the past, all cores together. Linux counts it in hundredths of a second:
 * over a short while, differences are rough.
 *
 * @param machine by all processes, and by the hypervisor for other machines
 * @param own by this process
 */
record ProcessorTimes(long machine, long own) {
    private static final long NANOS_PER_TICK = 10_000_000;
    /** Fields of the line "cpu" of /proc/stat: user, nice, system; irq, softirq, steal. Between them idle and iowait. */
    private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

    static ProcessorTimes now() throws IOException {
        return of(Files.readString(Path.of("/proc/stat")), Files.readString(Path.of("/proc/self/stat")));
    }

    /**
     * @param machine contents of /proc/stat
     * @param process contents of /proc/self/stat
     */
    static ProcessorTimes of(String machine, String process) {
        String[] totals = machine.lines().findFirst().orElse("").trim().split(" +", -1);
        long busy = 0;
        for (int field : BUSY) {
            busy += Long.parseLong(totals[field]);
        }
        // Fields 14 and 15, utime and stime. Counted behind the name, field 2, which may hold spaces.
        String[] fields = process.substring(process.lastIndexOf(')') + 2).split(" ", -1);
        long own = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return new ProcessorTimes(busy * NANOS_PER_TICK, own * NANOS_PER_TICK);
    }

    /** Nanoseconds that others used between {@code before} and this. */
    long foreignSince(ProcessorTimes before) {
        return Math.max(0, (machine - before.machine) - (own - before.own));
    }
}
