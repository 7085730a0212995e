package io.lockstep.engine.tensor;

import org.jspecify.annotations.Nullable;

/** Sees a gradient during a backward pass. */
public interface GradientHook {
    /** @return what takes the place of the gradient, of its shape and element type, or null to leave it */
    @Nullable
    Tensor apply(Tensor gradient);
}
