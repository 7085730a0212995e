package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;

/** Where the gradient of an input goes: to the node that computed it, or to the leaf that collects it. */
public sealed interface Edge permits Node, Leaf {
    /** Shape of the gradient. */
    Shape shape();

    /** Element type of the gradient. */
    DType dtype();

    /** Where the gradient lives. */
    Device device();

    /** Adds a function that sees each gradient that arrives here, once all its contributions are summed. */
    void addHook(GradientHook hook);
}
