package io.lockstep.engine.backend.reference;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BackendProvider;
import org.jspecify.annotations.Nullable;

/** Offers the reference backend, which runs everywhere, after all others. */
public final class ReferenceProvider implements BackendProvider {
    @Override
    public String name() {
        return ReferenceBackend.NAME;
    }

    @Override
    public String deviceType() {
        return "cpu";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public @Nullable String unavailable() {
        return null;
    }

    @Override
    public Backend create(int index) {
        return new ReferenceBackend();
    }
}
