package io.lockstep.engine.training.metric;

/** How the scores of classes become one number. */
public enum Average {
    /** The mean over the classes that occur in targets or predictions; the others say nothing and are left out. */
    MACRO,
    /** The score of all decisions together, whatever their class. */
    MICRO,
    /** The mean over the classes, each counting as often as it occurs in the targets. */
    WEIGHTED
}
