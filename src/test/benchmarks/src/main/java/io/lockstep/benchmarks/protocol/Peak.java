package io.lockstep.benchmarks.protocol;

/**
 * What the machine can do at most.
 *
 * @param flops floating-point operations per second of a large product of matrices
 * @param bytesPerSecond memory traffic of a large addition
 */
public record Peak(double flops, double bytesPerSecond) {}
