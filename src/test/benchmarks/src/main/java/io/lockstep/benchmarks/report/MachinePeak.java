package io.lockstep.benchmarks.report;

import io.lockstep.benchmarks.protocol.Peak;
import java.util.Locale;

/** What the machine can do with some threads. */
public record MachinePeak(int threads, Peak peak) {
    static final String EXPLANATION = "a product of two float32 matrices [2048, 2048]; a += b of 64 Mi float32"
            + " elements, 12 bytes of traffic each; both through Lockstep, the best of 3 s";

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d %s: %s GFLOP/s, %s GB/s",
                threads,
                threads == 1 ? "thread" : "threads",
                Numbers.rounded(peak.flops() / 1e9),
                Numbers.rounded(peak.bytesPerSecond() / 1e9));
    }
}
