package io.lockstep.engine.data.mix;

import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.BatchTransform;
import io.lockstep.engine.random.RandomStream;

/**
 * Mixes each image with the one before it in the batch, and their labels alike: y = lambda x + (1 - lambda) x', with one
 * lambda of Beta(alpha, alpha) for the batch; as torchvision's {@code v2.MixUp} (Zhang et al., arXiv:1710.09412). Takes images
 * float32 [N, C, H, W] and labels int64 [N], and gives labels as shares of classes, float32 [N, classes].
 */
public final class Mixup implements BatchTransform<Batch, Batch> {
    private final double alpha;
    private final int numClasses;

    /** With alpha = 1: every lambda is equally likely. */
    public Mixup(int numClasses) {
        this(1, numClasses);
    }

    /** Throws IllegalArgumentException if {@code alpha} is not above 0. */
    public Mixup(double alpha, int numClasses) {
        Beta.requireAlpha("Mixup", alpha);
        this.alpha = alpha;
        this.numClasses = numClasses;
    }

    @Override
    public Batch apply(Batch batch, RandomStream random) {
        return mix(batch, Beta.draw(alpha, random));
    }

    Batch mix(Batch batch, double lambda) {
        MixedBatch mixing = new MixedBatch("Mixup", batch, numClasses);
        float[] images = mixing.images();
        float[] mixed = new float[images.length];
        int length = images.length / Math.max(1, mixing.samples());
        for (int i = 0; i < mixed.length; i++) {
            int before = i < length ? i + images.length - length : i - length;
            mixed[i] = (float) lambda * images[i] + (float) (1 - lambda) * images[before];
        }
        return mixing.with(mixed, lambda);
    }
}
