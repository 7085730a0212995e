package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.ops.Copying;
import io.lockstep.engine.tensor.Device;
import io.lockstep.engine.tensor.Tensor;

/** Where a tensor lives. */
public interface Placing {
    Tensor self();

    /** This tensor on another device; this tensor itself if it lives there. */
    default Tensor to(Device device) {
        return Copying.to(self(), device);
    }

    /** This tensor in the host's memory; this tensor itself if it lives there. */
    default Tensor cpu() {
        return to(self().device().cpu());
    }

    /**
     * This tensor on the first GPU; this tensor itself if it lives there.
     *
     * @throws IllegalStateException if no GPU can be used here; the message says why
     */
    default Tensor cuda() {
        return to(self().device().cuda());
    }

    /** Whether this tensor lives on a GPU. */
    default boolean isCuda() {
        return self().device().type().equals("cuda");
    }
}
