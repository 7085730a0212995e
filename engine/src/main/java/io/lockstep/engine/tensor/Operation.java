package io.lockstep.engine.tensor;

/**
 * The backward half of an operation: a record of what the forward half saved, and the rule that turns the gradient of
 * the result into those of the inputs. Order of passes, accumulation and freeing are not its business.
 */
public interface Operation {
    /** Name for error messages, PyTorch's in lower camel case. */
    String name();

    /**
     * Gives the gradient of each wanted input to {@code dx}.
     *
     * @param dy gradient of the loss with respect to the result, of the result's shape
     * @param dx takes the gradients, by position of the input
     */
    void backward(Tensor dy, Gradients dx);

    /**
     * As {@link #backward}, by recorded operations only, so that the gradients have gradients themselves. By default the
     * rule consists of such; one that writes its gradients by kernels has another one here.
     */
    default void differentiableBackward(Tensor dy, Gradients dx) {
        backward(dy, dx);
    }

    /** Whether the inputs may live on another device than the result: only of what moves tensors. */
    default boolean crossesDevices() {
        return false;
    }
}
