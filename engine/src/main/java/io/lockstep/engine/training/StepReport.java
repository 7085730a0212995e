package io.lockstep.engine.training;

/**
 * A step of the optimizer.
 *
 * @param position after it
 * @param epochs how many there shall be
 * @param samples of this step
 * @param loss mean of its samples
 * @param meanLoss mean of all samples of the epoch so far
 * @param lr learning rate of the first group in this step
 */
public record StepReport(
        TrainingPosition position, long epochs, long samples, double loss, double meanLoss, double lr) {}
