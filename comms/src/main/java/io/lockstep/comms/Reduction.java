package io.lockstep.comms;

/**
 * How an all-reduce joins the elements of two ranks. Integer sums wrap; the minimum or maximum with a NaN is NaN, as in
 * {@link Math#min(float, float)}.
 */
public enum Reduction {
    SUM,
    MIN,
    MAX
}
