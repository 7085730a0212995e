package io.lockstep.benchmarks.contestant.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * Images and their classes.
 *
 * @param images [N, C, H, W]
 * @param labels [N]
 */
record TorchBatch(Tensor images, Tensor labels) {}
