package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.NdArray;

/** Where an operation puts the gradients of its inputs, each at most once. */
public interface Gradients {
    /** Number of inputs. */
    int size();

    /** Whether the gradient of input {@code index} is needed at all. */
    boolean wanted(int index);

    /**
     * The place to write the gradient of input {@code index} to, of the input's shape; its contents are undefined and
     * are overwritten. It is the gradient's final place where that is possible, so nothing is copied.
     */
    NdArray into(int index);

    /** Gives a gradient that exists already, of the input's shape; the tensor is not changed afterwards. */
    void give(int index, Tensor gradient);
}
