package io.lockstep.engine.data.transform;

/** What a pixel between pixels is. */
public enum Interpolation {
    /** The nearest pixel. */
    NEAREST,
    /** The weighted mean of the four around. */
    BILINEAR
}
