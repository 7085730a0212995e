package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BackendProvider;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.emulation.Bfloat16Emulation;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.backend.tiled.Threads;
import io.lockstep.engine.backend.tiled.TiledBackend;
import org.jspecify.annotations.Nullable;

/** Offers oneDNN wherever its native library loads, before the plain loops of the reference backend. */
public final class OneDnnProvider implements BackendProvider {
    @Override
    public String name() {
        return OneDnnBackend.NAME;
    }

    @Override
    public String deviceType() {
        return "cpu";
    }

    @Override
    public int priority() {
        return 10;
    }

    @Override
    public @Nullable String unavailable() {
        return NativeLibrary.unavailable();
    }

    @Override
    public Backend create() {
        OneDnnBackend kernels = new OneDnnBackend(new TiledBackend(new ReferenceBackend(), threads()));
        return new FusingBackend(kernels.hasNative(DType.BFLOAT16) ? kernels : new Bfloat16Emulation(kernels));
    }

    /** As many as oneDNN's own, whose library is loaded for that. */
    private static Threads threads() {
        return NativeLibrary.unavailable() == null && OpenMp.isKnown() ? new ComputeThreads() : Threads.callers();
    }
}
