package io.lockstep.worker.training;

/**
 * Result of an evaluation, over all ranks.
 *
 * @param loss mean over the samples
 * @param acc1 share of samples whose first guess is right, 0 to 1
 * @param samples how many were evaluated, each exactly once
 */
record Evaluation(double loss, double acc1, long samples) {}
