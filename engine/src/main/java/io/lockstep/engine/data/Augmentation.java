package io.lockstep.engine.data;

import io.lockstep.engine.data.transform.ImageTransform;
import io.lockstep.engine.random.RandomPurpose;

/**
 * A transform with the chance it is given: sample s of the data set draws from stream s under the key of
 * {@link RandomPurpose#AUGMENTATION} for seed and epoch, whatever worker or thread loads it.
 *
 * @param transform applied to every image
 * @param seed seed of the run
 * @param epoch from 0
 */
public record Augmentation(ImageTransform transform, long seed, long epoch) {
    /** Images as they are: for evaluation. */
    public static final Augmentation NONE = new Augmentation(ImageTransform.NONE, 0, 0);

    long key() {
        return RandomPurpose.AUGMENTATION.key(seed, epoch);
    }
}
