package io.lockstep.comms.plan;

/** What becomes of the bytes that a step receives. */
public enum Arrival {
    /** They take the place of what lay there. */
    REPLACE,
    /** They are reduced into what lies there; others will be, too. */
    REDUCE,
    /** They are reduced into what lies there, as the last ones: the result is there, and an average is divided. */
    REDUCE_LAST
}
