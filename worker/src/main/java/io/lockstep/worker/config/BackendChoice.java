package io.lockstep.worker.config;

/** Which kernels compute on the CPU; {@code AUTO} takes the fastest that knows the element type. */
public enum BackendChoice {
    AUTO,
    ONEDNN,
    REFERENCE
}
