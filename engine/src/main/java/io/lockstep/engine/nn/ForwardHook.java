package io.lockstep.engine.nn;

import io.lockstep.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Sees what a module was given and what it made of it. */
@FunctionalInterface
public interface ForwardHook {
    /** @return what to hand on instead of {@code y}, null for {@code y} itself */
    @Nullable
    Tensor after(Module module, Tensor x, Tensor y);
}
