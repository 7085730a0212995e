package io.lockstep.cuda.emulator;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.lockstep.cuda.CudaAvailability;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The emulated driver in this process. It must be loaded before anything else asks for GPUs: JCuda's library then binds to it,
 * for it has the driver's name. So its tests run in processes of their own.
 *
 * <p>{@link #configure} and {@link #reset} are for moments at which nothing uses a GPU.
 */
public final class EmulatedDriver {
    private final NativeLibrary functions;

    private EmulatedDriver(NativeLibrary functions) {
        this.functions = functions;
    }

    /** Holds the one of this process. */
    private static final class Loaded {
        static final EmulatedDriver HERE = open();

        private static EmulatedDriver open() {
            HostBuild build = new HostBuild();
            String path = build.driver().toString();
            System.load(path);
            EmulatedDriver driver = new EmulatedDriver(NativeLibrary.getInstance(path));
            driver.open(build.kernels("kernels", Sources.kernels()));
            String problem = CudaAvailability.detect().problem();
            if (problem != null) {
                throw new IllegalStateException("the emulated driver was loaded too late, or does not work (" + problem
                        + "); load it before anything in this process asks for a GPU");
            }
            return driver;
        }
    }

    /** Builds it if it is not built, and loads it, once in a process. */
    public static EmulatedDriver load() {
        return Loaded.HERE;
    }

    /**
     * How the devices behave from now on; what is not named has its default.
     *
     * @param words such as {@code "async=eager order=reversed"}; {@code driver/configuration.h} lists them
     */
    public void configure(String words) {
        String fault = text("emu_configure", words);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
    }

    /** Forgets all contexts, memory, streams, errors and statistics. Objects from before must not be used. */
    public void reset() {
        functions.getFunction("emu_reset").invoke(new Object[0]);
    }

    public void resetStatistics() {
        functions.getFunction("emu_reset_statistics").invoke(new Object[0]);
    }

    /**
     * @param name {@code launches}, {@code kernels}, {@code graph-launches}, {@code device-bytes}, {@code device-buffers},
     *     {@code peak-device-bytes}, {@code pinned-bytes}, {@code streams}, {@code events}, {@code modules}, {@code graphs} or
     *     {@code graph-execs}
     */
    public long statistic(String name) {
        long value = functions.getFunction("emu_statistic").invokeLong(new Object[] {name});
        if (value < 0) {
            throw new IllegalArgumentException("the emulated driver has no statistic \"" + name + '"');
        }
        return value;
    }

    /** How often each kernel has run. */
    public Map<String, Long> kernelsRun() {
        Map<String, Long> counts = new TreeMap<>();
        String lines = text("emu_kernels_run");
        if (lines != null) {
            lines.lines()
                    .forEach(line -> counts.put(
                            line.substring(0, line.indexOf(' ')), Long.valueOf(line.substring(line.indexOf(' ') + 1))));
        }
        return counts;
    }

    /** The last fault of a kernel or the last refusal, in words; empty if there was none. */
    public String lastFault() {
        String fault = text("emu_last_fault");
        return fault == null ? "" : fault;
    }

    /** Adds kernels that are no part of the product: the host builds of a folder's .cu files. */
    public void addKernels(String name, Path sources) {
        open(new HostBuild().kernels(name, sources));
    }

    private void open(Path kernels) {
        String fault = text("emu_open_kernels", kernels.toString());
        if (fault != null) {
            throw new IllegalStateException("the host build of the kernels cannot be loaded: " + fault);
        }
    }

    private @Nullable String text(String function, Object... arguments) {
        Pointer result = functions.getFunction(function).invokePointer(arguments);
        return result == null ? null : result.getString(0);
    }
}
