package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/**
 * Changes an image. One object serves all loader threads at once, so it keeps no state; it draws chance only from the
 * stream it is given, which is that of (seed, epoch, sample); and it should not allocate.
 */
@FunctionalInterface
public interface ImageTransform {
    /** Leaves the image as it is. */
    ImageTransform NONE = (image, random) -> {};

    /** Changes the image in place, or writes its spare array and swaps. */
    void apply(Image image, RandomStream random);
}
