package io.lockstep.engine.backend;

/**
 * Numbers of one update of stochastic gradient descent, with PyTorch's meaning.
 *
 * @param learningRate factor of the update
 * @param momentum share of the last update that is kept; 0 for none
 * @param dampening 1 - share of the gradient that enters the momentum
 * @param weightDecay factor of the parameter that is added to its gradient
 * @param nesterov whether the update looks ahead along the momentum
 * @param firstStep whether the momentum buffer holds nothing yet and takes the gradient as it is
 */
public record SgdSettings(
        double learningRate,
        double momentum,
        double dampening,
        double weightDecay,
        boolean nesterov,
        boolean firstStep) {}
