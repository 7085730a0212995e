package io.lockstep.engine.backend;

/** Reductions over dimensions. */
public enum ReduceOp {
    SUM,
    MAX
}
