package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.BackendProvider;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.FusedKernels;
import io.lockstep.engine.backend.emulation.HalfEmulation;
import io.lockstep.engine.backend.fusion.FusingBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.engine.backend.tiled.Threads;
import io.lockstep.engine.backend.tiled.TiledBackend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Offers oneDNN wherever its native library loads, before the plain loops of the reference backend. */
public final class OneDnnProvider implements BackendProvider {
    private static final List<DType> HALVES = List.of(DType.BFLOAT16, DType.FLOAT16);

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
    public Backend create(int index) {
        FusedKernels kernels = new OneDnnBackend(new TiledBackend(new ReferenceBackend(), threads()));
        for (DType half : HALVES) {
            kernels = kernels.hasNative(half) ? kernels : new HalfEmulation(kernels, half);
        }
        return new FusingBackend(kernels);
    }

    /** As many as oneDNN's own, whose library is loaded for that. */
    private static Threads threads() {
        return NativeLibrary.unavailable() == null && OpenMp.isKnown() ? new ComputeThreads() : Threads.callers();
    }
}
