package io.lockstep.engine.training;

import io.lockstep.engine.tensor.Tensor;

/**
 * What a network made of a batch, and what it should have made of it.
 *
 * @param output such as logits [N, C]
 * @param target such as class indices [N]
 */
public record Prediction(Tensor output, Tensor target) {}
