package io.lockstep.engine.data;

import io.lockstep.engine.random.RandomStream;

/** Makes another batch of a batch. Keeps no state and draws chance only from the stream of (seed, epoch, batch). */
@FunctionalInterface
public interface BatchTransform<B, C> {
    C apply(B batch, RandomStream random);
}
