package io.lockstep.engine.tensor;

import java.util.ArrayList;
import java.util.List;

/** The hooks of one edge, in the order in which they were added. */
final class GradientHooks {
    private final List<GradientHook> hooks = new ArrayList<>(1);

    void add(GradientHook hook) {
        hooks.add(hook);
    }

    /** What the hooks make of a gradient. */
    Tensor apply(Tensor gradient) {
        Tensor current = gradient;
        for (GradientHook hook : hooks) {
            Tensor replacement = hook.apply(current);
            if (replacement != null) {
                requireLike(current, replacement);
                current = replacement;
            }
        }
        return current;
    }

    private static void requireLike(Tensor gradient, Tensor replacement) {
        if (!replacement.shape().equals(gradient.shape()) || replacement.dtype() != gradient.dtype()) {
            throw new IllegalStateException("a gradient hook was given " + gradient.dtype() + gradient.shape()
                    + " but returned " + replacement.dtype() + replacement.shape()
                    + "; return a gradient of the same shape and type, or null to leave it");
        }
    }
}
