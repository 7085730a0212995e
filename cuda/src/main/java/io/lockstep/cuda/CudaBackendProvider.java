package io.lockstep.cuda;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BackendProvider;

/** Answers for the device type {@code cuda}: this version has no CUDA backend, and says so with what it found. */
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
    public String unavailable() {
        return CudaAvailability.detect().unavailable();
    }

    @Override
    public Backend create(int index) {
        throw new UnsupportedOperationException(unavailable());
    }
}
