package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;
import java.util.Arrays;

/** y = (x - mean) / std, by channel, as torchvision's {@code Normalize}. */
public final class Normalize implements FloatTransform {
    private final float[] mean;
    private final float[] std;

    /**
     * Takes a number for each channel.
     *
     * @throws IllegalArgumentException if the counts differ, or a deviation is 0 or not finite
     */
    public Normalize(double[] mean, double[] std) {
        if (mean.length != std.length || mean.length == 0) {
            throw new IllegalArgumentException("Normalize expects a mean and a std for each channel, but got "
                    + mean.length + " means and " + std.length + " stds");
        }
        this.mean = new float[mean.length];
        this.std = new float[std.length];
        for (int c = 0; c < mean.length; c++) {
            this.mean[c] = (float) mean[c];
            this.std[c] = (float) std[c];
            if (!Float.isFinite(this.mean[c]) || !Float.isFinite(this.std[c]) || this.std[c] == 0) {
                throw new IllegalArgumentException("Normalize expects finite means and stds other than 0, but got mean "
                        + Arrays.toString(mean) + " and std " + Arrays.toString(std));
            }
        }
    }

    @Override
    public void apply(FloatImage image, RandomStream random) {
        if (image.channels() != mean.length) {
            throw new IllegalArgumentException("Normalize has means for " + mean.length
                    + " channels, but the image has " + image.channels() + "; give one mean and std per channel");
        }
        float[] values = image.values();
        int plane = image.height() * image.width();
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - mean[i / plane]) / std[i / plane];
        }
    }
}
