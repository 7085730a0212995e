package io.lockstep.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The machine that was measured.
 *
 * @param processor its name
 * @param cores physical ones that this process may use
 * @param flags instruction sets that matter to a neural network
 * @param memoryMebibytes of the whole machine
 * @param kernel of the operating system
 * @param java the virtual machine
 */
public record Machine(
        String processor, int cores, List<String> flags, long memoryMebibytes, String kernel, String java) {
    private static final Set<String> FLAGS = new TreeSet<>(List.of(
            "avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16", "avx_vnni", "amx_tile", "amx_bf16"));
    private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16");

    public static Machine current() {
        try {
            return of(Files.readString(Path.of("/proc/cpuinfo")), Files.readString(Path.of("/proc/meminfo")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param processors contents of /proc/cpuinfo
     * @param memory contents of /proc/meminfo
     */
    static Machine of(String processors, String memory) {
        CpuInfo info = new CpuInfo(processors);
        List<String> flags = info.flags().stream().filter(FLAGS::contains).toList();
        long kibibytes = Long.parseLong(memory.lines().findFirst().orElse("").replaceAll("\\D", ""));
        return new Machine(
                info.name(),
                Math.min(info.cores(), Runtime.getRuntime().availableProcessors()),
                flags,
                kibibytes / 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    /** Whether it multiplies numbers of type bfloat16 in hardware. */
    public boolean hasBfloat16() {
        return flags.stream().anyMatch(BFLOAT16::contains);
    }

    @Override
    public String toString() {
        return processor + ", " + cores + (cores == 1 ? " core, " : " cores, ") + memoryMebibytes + " MiB, "
                + String.join(" ", flags) + "; " + kernel + "; " + java;
    }
}
