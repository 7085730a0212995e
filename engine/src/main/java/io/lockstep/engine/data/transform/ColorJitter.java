package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/**
 * Changes brightness, contrast, saturation and hue by random factors in a random order, as torchvision's
 * {@code ColorJitter}. Images have one or three channels; grey ones have no saturation and hue to change. Floats should be in
 * 0 to 1, so it stands before {@link Normalize}.
 */
public final class ColorJitter implements RasterTransform {
    private static final double MAX_HUE = 0.5;

    private final Range brightness;
    private final Range contrast;
    private final Range saturation;
    private final Range hue;

    /**
     * Factors from max(0, 1 - amount) to 1 + amount, the hue turned by a share of the circle from {@code -hue} to
     * {@code hue}; 0 for no change.
     *
     * @throws IllegalArgumentException if an amount is negative, or {@code hue} above 0.5
     */
    public ColorJitter(double brightness, double contrast, double saturation, double hue) {
        this(
                factors("brightness", brightness),
                factors("contrast", contrast),
                factors("saturation", saturation),
                new Range(-hue, hue));
    }

    /**
     * @param brightness factor, 0 or more
     * @param contrast factor, 0 or more
     * @param saturation factor, 0 or more
     * @param hue turn as a share of the circle, -0.5 to 0.5
     * @throws IllegalArgumentException if one is out of range
     */
    public ColorJitter(Range brightness, Range contrast, Range saturation, Range hue) {
        brightness.require(brightness.low() >= 0, "the brightness of ColorJitter", "0 or more");
        contrast.require(contrast.low() >= 0, "the contrast of ColorJitter", "0 or more");
        saturation.require(saturation.low() >= 0, "the saturation of ColorJitter", "0 or more");
        hue.require(hue.low() >= -MAX_HUE && hue.high() <= MAX_HUE, "the hue of ColorJitter", "in [-0.5, 0.5]");
        this.brightness = brightness;
        this.contrast = contrast;
        this.saturation = saturation;
        this.hue = hue;
    }

    @Override
    public void change(Raster image, RandomStream random) {
        if (image.channels() != 1 && image.channels() != 3) {
            throw new IllegalArgumentException("ColorJitter expects an image of 1 or 3 channels, but got "
                    + image.channels() + "; convert it to grey or RGB first");
        }
        int[] order = {0, 1, 2, 3};
        for (int last = order.length - 1; last > 0; last--) {
            int chosen = random.nextInt(last + 1);
            int step = order[chosen];
            order[chosen] = order[last];
            order[last] = step;
        }
        double[] amounts = {brightness.draw(random), contrast.draw(random), saturation.draw(random), hue.draw(random)};
        for (int step : order) {
            change(image, step, amounts[step]);
        }
    }

    private static void change(Raster image, int step, double amount) {
        if (amount == (step == 3 ? 0 : 1)) {
            return;
        }
        switch (step) {
            case 0 -> Colours.brightness(image, amount);
            case 1 -> Colours.contrast(image, amount);
            case 2 -> Colours.saturation(image, amount);
            default -> Colours.hue(image, amount);
        }
    }

    private static Range factors(String name, double amount) {
        if (!(amount >= 0)) {
            throw new IllegalArgumentException("the " + name + " of ColorJitter should be 0 or more, but is " + amount);
        }
        return new Range(Math.max(0, 1 - amount), 1 + amount);
    }
}
