package io.lockstep.engine.backend;

/** Pointwise functions of two arguments a and b. */
public enum BinaryOp {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    /** Gradient of relu: a (the gradient of the result) where b (the result) is above 0, else 0. */
    RELU_BACKWARD
}
