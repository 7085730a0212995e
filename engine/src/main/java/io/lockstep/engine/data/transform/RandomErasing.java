package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Blots out a random rectangle with a given probability, as torchvision's {@code RandomErasing} (Zhong et al.,
 * arXiv:1708.04896). If ten tries give no rectangle smaller than the image, it stays as it is.
 */
public final class RandomErasing implements FloatTransform {
    private static final int TRIES = 10;

    private final double probability;
    private final Range scale;
    private final Range ratio;
    private final float @Nullable [] value;

    /** With the probability 0.5, 2 % to 33 % of the area, height to width 0.3 to 3.3, by zeros. */
    public RandomErasing() {
        this(0.5, new Range(0.02, 0.33), new Range(0.3, 3.3), 0);
    }

    /**
     * @param scale of the rectangle's area, as a share of the image's
     * @param ratio of the rectangle's height to its width
     * @param value one for all channels or one for each; none for normal noise with mean 0 and variance 1
     * @throws IllegalArgumentException if the probability or scale is not in [0, 1] or the ratio not above 0
     */
    public RandomErasing(double probability, Range scale, Range ratio, double... value) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "the probability of RandomErasing should be in [0, 1], but is " + probability);
        }
        scale.require(scale.low() >= 0 && scale.high() <= 1, "the scale of RandomErasing", "in [0, 1]");
        ratio.require(ratio.low() > 0, "the ratio of RandomErasing", "above 0");
        this.probability = probability;
        this.scale = scale;
        this.ratio = ratio;
        float[] rounded = new float[value.length];
        for (int c = 0; c < value.length; c++) {
            rounded[c] = (float) value[c];
        }
        this.value = value.length == 0 ? null : rounded;
    }

    @Override
    public void apply(FloatImage image, RandomStream random) {
        if (value != null && value.length > 1 && value.length != image.channels()) {
            throw new IllegalArgumentException("RandomErasing has " + value.length + " values, but the image has "
                    + image.channels() + " channels; give one value, or one per channel");
        }
        if (random.nextDouble() >= probability) {
            return;
        }
        double area = (double) image.height() * image.width();
        Range logarithm = new Range(StrictMath.log(ratio.low()), StrictMath.log(ratio.high()));
        for (int i = 0; i < TRIES; i++) {
            double wanted = area * scale.draw(random);
            double proportion = StrictMath.exp(logarithm.draw(random));
            int height = (int) Math.rint(Math.sqrt(wanted * proportion));
            int width = (int) Math.rint(Math.sqrt(wanted / proportion));
            if (height < image.height() && width < image.width()) {
                int top = random.nextInt(image.height() - height + 1);
                int left = random.nextInt(image.width() - width + 1);
                erase(image, top, left, height, width, random);
                return;
            }
        }
    }

    private void erase(FloatImage image, int top, int left, int height, int width, RandomStream random) {
        for (int c = 0; c < image.channels(); c++) {
            for (int y = top; y < top + height; y++) {
                for (int x = left; x < left + width; x++) {
                    float blot = value == null ? (float) random.nextNormal() : value[value.length == 1 ? 0 : c];
                    image.set(y, x, c, blot);
                }
            }
        }
    }
}
