package io.lockstep.benchmarks.contestant.engine;

import io.lockstep.engine.tensor.Tensor;

/**
 * Images and their classes.
 *
 * @param images [N, C, H, W]
 * @param labels [N]
 */
record EngineBatch(Tensor images, Tensor labels) {}
