package io.lockstep.worker.config;

/** How gradients are made smaller on their way between workers. */
public enum CompressionChoice {
    NONE,
    FLOAT16,
    BFLOAT16,
    INT8,
    TOPK,
    POWERSGD
}
