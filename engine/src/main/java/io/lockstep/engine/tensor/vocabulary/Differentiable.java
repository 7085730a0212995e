package io.lockstep.engine.tensor.vocabulary;

import io.lockstep.engine.autograd.Autograd;
import io.lockstep.engine.tensor.Tensor;

/** Back-propagation from a result. */
public interface Differentiable {
    Tensor self();

    /**
     * Adds the gradient of this scalar to each leaf it was computed from.
     *
     * @throws IllegalStateException if this is no scalar; give its gradient then
     */
    default void backward() {
        if (self().numel() != 1) {
            throw new IllegalStateException("backward() without a gradient needs a scalar, but this tensor has shape "
                    + self().shape() + "; reduce it with sum() or mean(), or pass its gradient");
        }
        backward(self().device().ones(self().dtype(), self().shape()));
    }

    /** Adds the gradient of this result, times {@code gradient}, to each leaf it was computed from. */
    default void backward(Tensor gradient) {
        backward(gradient, false, false);
    }

    /**
     * Adds the gradient of this result, times {@code gradient}, to each leaf it was computed from.
     *
     * @param retainGraph whether to keep the tape, for another pass
     * @param createGraph whether the gradients shall have gradients themselves; keeps the tape, too
     */
    default void backward(Tensor gradient, boolean retainGraph, boolean createGraph) {
        Autograd.backward(self(), gradient, retainGraph, createGraph);
    }
}
