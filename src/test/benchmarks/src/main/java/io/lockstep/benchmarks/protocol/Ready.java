package io.lockstep.benchmarks.protocol;

/**
 * What a contestant says when it can be timed.
 *
 * @param loss cross entropy of the first batch in evaluation mode, before anything is timed: the same for all who
 *     compute the same
 * @param flops floating-point operations of a step in convolutions and linear layers; 0 from those who do not count
 */
public record Ready(double loss, double flops) {}
