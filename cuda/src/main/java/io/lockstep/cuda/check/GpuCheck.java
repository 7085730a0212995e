package io.lockstep.cuda.check;

import io.lockstep.cuda.CudaAvailability;
import io.lockstep.cuda.command.Devices;
import io.lockstep.cuda.command.Options;
import io.lockstep.cuda.command.UsageException;
import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.GpuException;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.cuda.parity.Parity;
import io.lockstep.cuda.parity.ParityCases;
import io.lockstep.cuda.parity.ParitySuite;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.fusion.FusingBackend;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** The program {@code gpu-check}: tells what GPUs there are, and whether Lockstep's kernels work on one of them. */
public final class GpuCheck {
    private static final String HELP = """
            gpu-check: whether Lockstep's kernels work on a GPU of this machine

              --device cuda:0   which GPU
              --quick           small matrices, and trainings of 5 steps instead of 50
              --only A,B        only the checks whose names begin so: layout, parity, training, memory,
                                or a family of kernels, as in "parity convolution"

            Prints a line for each check. Status 0 if all passed, 1 if one failed, 2 if there is no GPU.""";

    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int IMPOSSIBLE = 2;

    private static final int STEPS = 50;
    private static final int QUICK_STEPS = 5;
    private static final double FLOAT32_FIRST = 1e-5;
    /** What fifty steps may make of differences in the last bit of float32. */
    private static final double FLOAT32_ALL = 1e-3;

    private static final double BFLOAT16_FIRST = 0.05;
    /** After fifty steps the emulated driver differs by 0.08; another order of the sums goes another way. */
    private static final double BFLOAT16_ALL = 0.25;
    /** What the driver itself may hold more or less of. */
    private static final long UNEXPLAINED_BYTES = 64L << 20;

    private GpuCheck() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** As {@link #main}, without ending the process. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            Options options = new Options(arguments, Set.of("--help", "--quick"), Set.of("--device", "--only"));
            if (options.has("--help")) {
                out.println(HELP);
                return PASSED;
            }
            String problem = CudaAvailability.detect().problem();
            if (problem != null) {
                out.println("gpu-check: " + problem);
                return IMPOSSIBLE;
            }
            String only = options.text("--only");
            Checks checks = new Checks(out, err, only == null ? List.of() : List.of(only.split(",", -1)));
            Devices.print(out);
            check(options.device(), options.has("--quick"), checks);
            out.println("gpu-check: " + checks.count() + " checks, " + checks.failed() + " failed");
            return checks.failed() == 0 ? PASSED : FAILED;
        } catch (UsageException | GpuException e) {
            out.println("gpu-check: " + e.getMessage());
            return IMPOSSIBLE;
        }
    }

    private static void check(int device, boolean quick, Checks checks) {
        long free = freeBytes(device);
        checks.run("layout bfloat16", () -> FragmentLayout.check(device, DType.BFLOAT16, quick));
        checks.run("layout float16", () -> FragmentLayout.check(device, DType.FLOAT16, quick));
        checks.run("layout tf32", () -> FragmentLayout.check(device, DType.FLOAT32, quick));
        for (ParityCases cases : ParitySuite.all()) {
            checks.run("parity " + cases.name(), () -> parity(device, cases));
        }
        Trainings trainings = new Trainings(device, quick ? QUICK_STEPS : STEPS);
        checks.run("training float32", () -> trainings.besideReference(DType.FLOAT32, FLOAT32_FIRST, FLOAT32_ALL));
        checks.run("training bfloat16", () -> trainings.besideReference(DType.BFLOAT16, BFLOAT16_FIRST, BFLOAT16_ALL));
        checks.run("training float32 as graphs", () -> trainings.asGraphs(DType.FLOAT32));
        checks.run("training bfloat16 as graphs", () -> trainings.asGraphs(DType.BFLOAT16));
        checks.run("memory", () -> memory(free, freeBytes(device)));
    }

    private static String parity(int device, ParityCases cases) {
        Gpu gpu = Gpu.open(device);
        long comparisons;
        try (Backend backend = new FusingBackend(new CudaBackend(gpu));
                Parity parity = new Parity(backend)) {
            cases.run(parity);
            comparisons = parity.comparisons();
        }
        if (comparisons == 0) {
            throw new AssertionError("nothing was compared");
        }
        return comparisons + " comparisons";
    }

    private static long freeBytes(int device) {
        try (Gpu gpu = Gpu.open(device)) {
            return gpu.freeBytes();
        }
    }

    private static String memory(long before, long after) {
        String found = (before >> 20) + " MiB were free before and " + (after >> 20) + " MiB after all checks";
        if (before - after > UNEXPLAINED_BYTES) {
            throw new AssertionError(found + "; does another program use this GPU?");
        }
        return found;
    }
}
