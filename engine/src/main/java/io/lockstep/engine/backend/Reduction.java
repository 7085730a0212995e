package io.lockstep.engine.backend;

/** What makes one element of several. */
public enum Reduction {
    /** 0 for no elements. */
    SUM,
    /** 1 for no elements. */
    PRODUCT,
    /** NaN if any element is; there must be an element. */
    MAX,
    /** NaN if any element is; there must be an element. */
    MIN
}
