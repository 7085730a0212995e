package io.lockstep.engine.backend;

/** Pointwise functions of one argument. */
public enum UnaryOp {
    NEGATE,
    EXP,
    LOG,
    /** max(x, 0); NaN stays NaN. */
    RELU
}
