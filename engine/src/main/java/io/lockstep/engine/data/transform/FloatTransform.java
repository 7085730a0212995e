package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/**
 * Changes an image of floats. One object serves all loader threads at once, so it keeps no state; it draws chance only
 * from the stream it is given, which is that of (seed, epoch, sample).
 */
@FunctionalInterface
public interface FloatTransform {
    /** Changes the image in place, or writes its spare image and swaps. */
    void apply(FloatImage image, RandomStream random);
}
