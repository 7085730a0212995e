package io.lockstep.cuda;

import java.util.Locale;

/**
 * A GPU as its driver describes it.
 *
 * @param ordinal its number in this process, from 0
 * @param computeMajor major number of the compute capability
 * @param computeMinor minor number of the compute capability
 * @param memoryBytes its own memory
 */
public record CudaDevice(int ordinal, String name, int computeMajor, int computeMinor, long memoryBytes) {
    /** Such as {@code cuda:0 NVIDIA H100 (compute capability 9.0, 79.1 GiB)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "cuda:%d %s (compute capability %d.%d, %.1f GiB)",
                ordinal,
                name,
                computeMajor,
                computeMinor,
                memoryBytes / (double) (1L << 30));
    }
}
