package io.lockstep.engine.ops;

import io.lockstep.engine.tensor.Tensor;

/**
 * A variance or standard deviation, in PyTorch's order.
 *
 * @param spread the variance or standard deviation
 * @param mean of the same elements
 */
public record MeanAndSpread(Tensor spread, Tensor mean) {}
