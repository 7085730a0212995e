package io.lockstep.engine.backend.fusion;

import io.lockstep.engine.backend.NdArray;

/**
 * What a relu's result remembers of the batch normalisation it was run as one with.
 *
 * @param mean of the batch; no other normalisation has this array
 * @param workspace for the gradient of both
 */
record FusedRelu(NdArray mean, NdArray workspace) {}
