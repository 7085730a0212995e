package io.lockstep.benchmarks.contestant;

import io.lockstep.engine.backend.KernelListener;
import org.jspecify.annotations.Nullable;

/** A workload whose kernels can be watched. */
public interface Profilable {
    /** Tells {@code listener} of each kernel from now on, null for nobody. */
    void listen(@Nullable KernelListener listener);
}
