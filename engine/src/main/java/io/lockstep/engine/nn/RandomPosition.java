package io.lockstep.engine.nn;

/**
 * Where in a run's random numbers a forward pass stands. Each sample of a step has numbers of its own, so what is drawn
 * for it does not depend on the number of workers that share the step.
 *
 * @param seed seed of the run
 * @param step number of the step in the run
 * @param firstSample position of the batch's first sample among the samples that all workers take in this step
 */
public record RandomPosition(long seed, long step, long firstSample) {}
