package io.lockstep.cuda;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.kernel.CudaBackend;
import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BackendProvider;
import io.lockstep.engine.backend.fusion.FusingBackend;
import org.jspecify.annotations.Nullable;

/** Offers the GPUs that the CUDA driver sees, or says why there are none. */
public final class CudaBackendProvider implements BackendProvider {
    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public String deviceType() {
        return "cuda";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public @Nullable String unavailable() {
        return CudaAvailability.detect().problem();
    }

    @Override
    public Backend create(int index) {
        String problem = unavailable();
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
        return new FusingBackend(new CudaBackend(Gpu.open(index)));
    }
}
