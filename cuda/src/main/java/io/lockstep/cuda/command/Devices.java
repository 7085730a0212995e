package io.lockstep.cuda.command;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.GpuFacts;
import java.io.PrintStream;
import java.util.Locale;

/** Tells what GPUs there are. */
public final class Devices {
    private static final double GIB = 1 << 30;
    private static final double KIB = 1 << 10;
    /** What the double of the driver that tests use calls its devices. */
    private static final String EMULATED = "Emulated";

    private Devices() {}

    /** One line for the driver and one for each GPU. There must be a driver. */
    public static void print(PrintStream out) {
        int version = Gpu.driverVersion();
        out.println("driver for CUDA " + version / 1000 + "." + version % 1000 / 10 + ", Java "
                + System.getProperty("java.version"));
        for (GpuFacts facts : Gpu.all()) {
            out.println(describe(facts));
        }
    }

    /** Such as {@code cuda:0 NVIDIA H100: compute capability 9.0, 79.1 GiB, ...}. */
    public static String describe(GpuFacts facts) {
        return String.format(
                Locale.ROOT,
                "cuda:%d %s: compute capability %d.%d, %.1f GiB, %d multiprocessors, %.0f KiB shared memory of a block",
                facts.index(),
                facts.name(),
                facts.computeMajor(),
                facts.computeMinor(),
                facts.memoryBytes() / GIB,
                facts.multiprocessors(),
                facts.sharedBytesPerBlock() / KIB);
    }

    /** Whether this is no GPU at all, but the tests' double of one. */
    public static boolean isEmulated(GpuFacts facts) {
        return facts.name().startsWith(EMULATED);
    }
}
