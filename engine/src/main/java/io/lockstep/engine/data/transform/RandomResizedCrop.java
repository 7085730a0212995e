package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/**
 * Cuts out a random part of random proportions and scales it to one size, as torchvision's {@code RandomResizedCrop}: the
 * crop of Szegedy et al., "Going deeper with convolutions", 2015. If ten tries give no window inside the image, the middle is
 * taken.
 */
public final class RandomResizedCrop implements RasterTransform {
    private static final int TRIES = 10;

    private final int height;
    private final int width;
    private final Range scale;
    private final Range ratio;
    private final Interpolation interpolation;
    private final boolean antialias;

    /** A square of 8 % to all of the area, width to height 3:4 to 4:3, bilinear with antialias. */
    public RandomResizedCrop(int size) {
        this(size, size, new Range(0.08, 1), new Range(3 / 4.0, 4 / 3.0), Interpolation.BILINEAR, true);
    }

    /**
     * @param height of the result
     * @param scale of the part's area, as a share of the image's
     * @param ratio of the part's width to its height
     * @throws IllegalArgumentException if a size is below 1, a scale negative or a ratio not above 0
     */
    public RandomResizedCrop(
            int height, int width, Range scale, Range ratio, Interpolation interpolation, boolean antialias) {
        Windows.requireSize("RandomResizedCrop", height, width);
        scale.require(scale.low() >= 0, "the scale of RandomResizedCrop", "0 or more");
        ratio.require(ratio.low() > 0, "the ratio of RandomResizedCrop", "above 0");
        this.height = height;
        this.width = width;
        this.scale = scale;
        this.ratio = ratio;
        this.interpolation = interpolation;
        this.antialias = antialias;
    }

    @Override
    public void change(Raster image, RandomStream random) {
        cut(image, random);
        Resize.resize(image, height, width, interpolation, antialias);
    }

    private void cut(Raster image, RandomStream random) {
        double area = (double) image.height() * image.width();
        Range logarithm = new Range(StrictMath.log(ratio.low()), StrictMath.log(ratio.high()));
        for (int i = 0; i < TRIES; i++) {
            double wanted = area * scale.draw(random);
            double proportion = StrictMath.exp(logarithm.draw(random));
            int partWidth = (int) Math.rint(Math.sqrt(wanted * proportion));
            int partHeight = (int) Math.rint(Math.sqrt(wanted / proportion));
            if (partWidth > 0 && partWidth <= image.width() && partHeight > 0 && partHeight <= image.height()) {
                int top = random.nextInt(image.height() - partHeight + 1);
                int left = random.nextInt(image.width() - partWidth + 1);
                Windows.crop(image, top, left, partHeight, partWidth);
                return;
            }
        }
        cutMiddle(image);
    }

    private void cutMiddle(Raster image) {
        int partHeight = image.height();
        int partWidth = image.width();
        double proportion = (double) partWidth / partHeight;
        if (proportion < ratio.low()) {
            partHeight = Math.max(1, (int) Math.rint(partWidth / ratio.low()));
        } else if (proportion > ratio.high()) {
            partWidth = Math.max(1, (int) Math.rint(partHeight * ratio.high()));
        }
        Windows.crop(image, (image.height() - partHeight) / 2, (image.width() - partWidth) / 2, partHeight, partWidth);
    }
}
