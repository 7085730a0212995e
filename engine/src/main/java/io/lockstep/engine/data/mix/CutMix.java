package io.lockstep.engine.data.mix;

import io.lockstep.engine.data.Batch;
import io.lockstep.engine.data.BatchTransform;
import io.lockstep.engine.random.RandomStream;

/**
 * Pastes a rectangle of the image before it in the batch into each image, and mixes the labels by area; as torchvision's
 * {@code v2.CutMix} (Yun et al., arXiv:1905.04899). With lambda of Beta(alpha, alpha), the rectangle has sqrt(1 - lambda) of
 * height and width around a random centre, and what lies outside of the image is cut off; the whole batch has the same.
 * Takes images float32 [N, C, H, W] and labels int64 [N], and gives labels as shares of classes, float32 [N, classes].
 */
public final class CutMix implements BatchTransform<Batch, Batch> {
    private final double alpha;
    private final int numClasses;

    /** With alpha = 1: every lambda is equally likely. */
    public CutMix(int numClasses) {
        this(1, numClasses);
    }

    /** Throws IllegalArgumentException if {@code alpha} is not above 0. */
    public CutMix(double alpha, int numClasses) {
        Beta.requireAlpha("CutMix", alpha);
        this.alpha = alpha;
        this.numClasses = numClasses;
    }

    @Override
    public Batch apply(Batch batch, RandomStream random) {
        MixedBatch mixing = new MixedBatch("CutMix", batch, numClasses);
        double half = 0.5 * Math.sqrt(1 - Beta.draw(alpha, random));
        int height = mixing.height();
        int width = mixing.width();
        int x = random.nextInt(width);
        int y = random.nextInt(height);
        int halfWidth = (int) (half * width);
        int halfHeight = (int) (half * height);
        return paste(
                mixing,
                Math.max(0, y - halfHeight),
                Math.max(0, x - halfWidth),
                Math.min(height, y + halfHeight),
                Math.min(width, x + halfWidth));
    }

    /** Rows {@code top} to {@code bottom} - 1, columns {@code left} to {@code right} - 1 of the image before. */
    static Batch paste(MixedBatch mixing, int top, int left, int bottom, int right) {
        int height = mixing.height();
        int width = mixing.width();
        float[] images = mixing.images();
        float[] mixed = images.clone();
        int length = images.length / Math.max(1, mixing.samples());
        for (int start = 0; start < images.length; start += width) {
            int y = start / width % height;
            if (y >= top && y < bottom && right > left) {
                int before = start < length ? start + images.length - length : start - length;
                System.arraycopy(images, before + left, mixed, start + left, right - left);
            }
        }
        double pasted = (double) (bottom - top) * (right - left) / ((double) width * height);
        return mixing.with(mixed, 1 - pasted);
    }
}
