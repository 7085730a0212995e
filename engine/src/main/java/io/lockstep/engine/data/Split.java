package io.lockstep.engine.data;

/** The part of a data set that is trained on, or the part that it is judged by. */
public enum Split {
    TRAIN,
    TEST
}
