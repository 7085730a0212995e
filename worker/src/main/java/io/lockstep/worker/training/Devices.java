package io.lockstep.worker.training;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.Backends;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.tensor.Device;
import io.lockstep.worker.LockstepException;
import io.lockstep.worker.config.BackendChoice;
import io.lockstep.worker.config.TrainConfig;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device that a configuration asks for. */
final class Devices {
    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);
    private static final String CPU = "cpu";
    private static final String CUDA = "cuda";

    private Devices() {}

    /**
     * Opens it; the caller closes it.
     *
     * @param gpus those that the worker was given, of which it takes the first
     * @throws LockstepException if it cannot be used here; one line that says why
     */
    static Device open(TrainConfig config, List<Integer> gpus) {
        int gpu = gpus.isEmpty() ? 0 : gpus.get(0);
        try {
            Device device = new Device(backend(config, gpu));
            device.allowTensorFloat32(config.allowTf32());
            return device;
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new LockstepException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Backend backend(TrainConfig config, int gpu) {
        String cpuBackend = cpuBackend(config);
        return switch (config.device()) {
            case CPU -> Backends.open(CPU, cpuBackend);
            case CUDA -> Backends.open(CUDA, gpu, null);
            case AUTO -> cpuBackend == null ? gpuOrCpu(gpu) : Backends.open(CPU, cpuBackend);
        };
    }

    private static Backend gpuOrCpu(int gpu) {
        try {
            return Backends.open(CUDA, gpu, null);
        } catch (IllegalStateException | IllegalArgumentException e) {
            LOG.info("Using the CPU: {}", e.getMessage());
            return Backends.open(CPU, null);
        }
    }

    /** Null leaves the choice to the engine; the reference alone knows float64. */
    private static @Nullable String cpuBackend(TrainConfig config) {
        if (config.backend() == BackendChoice.AUTO) {
            return config.dtype() == DType.FLOAT64 ? "reference" : null;
        }
        return config.backend().name().toLowerCase(Locale.ROOT);
    }
}
