package io.lockstep.worker.config;

/** Where to train; {@code AUTO} takes a GPU if the executor has one. */
public enum DeviceChoice {
    AUTO,
    CPU,
    CUDA
}
