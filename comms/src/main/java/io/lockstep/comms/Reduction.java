package io.lockstep.comms;

/**
 * How a reduction joins the elements of two ranks. Integer sums wrap; the minimum or maximum with a NaN is NaN, as in
 * {@link Math#min(float, float)}.
 */
public enum Reduction {
    SUM,
    /** The sum, divided by the number of ranks once it is complete; floating types only. */
    AVERAGE,
    MIN,
    MAX
}
