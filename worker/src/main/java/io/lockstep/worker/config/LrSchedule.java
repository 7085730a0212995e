package io.lockstep.worker.config;

/** How the learning rate goes down after warm-up. */
public enum LrSchedule {
    NONE,
    STEP,
    COSINE
}
