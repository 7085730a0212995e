package io.lockstep.cuda;

import io.lockstep.cuda.driver.CudaDriverException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which GPUs this process sees, and why they cannot be used. Asking never throws and never ends the process, whatever is
 * installed.
 */
public final class CudaAvailability {
    private final List<CudaDevice> devices;
    private final @Nullable String problem;

    private CudaAvailability(List<CudaDevice> devices, @Nullable String problem) {
        this.devices = List.copyOf(devices);
        this.problem = problem;
    }

    /** What this process sees; looked for once, at the first call. */
    public static CudaAvailability detect() {
        return Detected.HERE;
    }

    /** What a driver sees. */
    static CudaAvailability of(CudaDriver driver) {
        try {
            List<CudaDevice> devices = driver.devices();
            return new CudaAvailability(
                    devices,
                    devices.isEmpty()
                            ? "the CUDA driver sees no GPU; check CUDA_VISIBLE_DEVICES and nvidia-smi, or use the CPU"
                            : null);
        } catch (CudaDriverException e) {
            return new CudaAvailability(List.of(), String.valueOf(e.getMessage()));
        }
    }

    /** The GPUs; empty if there is none or the driver does not work. */
    public List<CudaDevice> devices() {
        return devices;
    }

    /** Null if there are GPUs, otherwise why there are none and what to do, in one line. */
    public @Nullable String problem() {
        return problem;
    }

    /** Holds the one detection of a process: JCuda's library can be loaded only once. */
    private static final class Detected {
        static final CudaAvailability HERE = of(new JCudaDriverQueries());
    }
}
