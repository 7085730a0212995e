package io.lockstep.engine.data;

import java.io.IOException;
import java.util.Arrays;

/** Mean and standard deviation of each channel, of pixels scaled to [0, 1]: the constants that Normalize needs. */
public final class ChannelStatistics {
    private static final int LEVELS = 256;
    private static final double MAX_LEVEL = 255;

    private final double[] mean;
    private final double[] std;

    /** Takes one number per channel in each array; throws IllegalArgumentException if the counts differ. */
    public ChannelStatistics(double[] mean, double[] std) {
        if (mean.length != std.length) {
            throw new IllegalArgumentException("statistics need a mean and a deviation per channel, but got "
                    + mean.length + " means and " + std.length + " deviations");
        }
        this.mean = mean.clone();
        this.std = std.clone();
    }

    /**
     * Statistics over every pixel of a data set, reading one image at a time. The sums are histograms of exact counts, so
     * they do not depend on the order; the deviation is that of the whole (divided by n, not n - 1).
     */
    public static ChannelStatistics of(ImageDataset dataset) throws IOException {
        int channels = dataset.channels();
        long[][] histograms = new long[channels][LEVELS];
        byte[] image = new byte[dataset.imageBytes()];
        for (int index = 0; index < dataset.size(); index++) {
            dataset.read(index, image, 0);
            for (int i = 0; i < image.length; i++) {
                histograms[i % channels][image[i] & 0xFF]++;
            }
        }
        double[] mean = new double[channels];
        double[] std = new double[channels];
        double pixels = (double) dataset.size() * dataset.height() * dataset.width();
        for (int c = 0; c < channels; c++) {
            mean[c] = mean(histograms[c], pixels);
            std[c] = Math.sqrt(variance(histograms[c], pixels, mean[c]));
        }
        return new ChannelStatistics(mean, std);
    }

    public int channels() {
        return mean.length;
    }

    public double mean(int channel) {
        return mean[channel];
    }

    public double std(int channel) {
        return std[channel];
    }

    @Override
    public String toString() {
        return "mean " + Arrays.toString(mean) + ", std " + Arrays.toString(std);
    }

    private static double mean(long[] histogram, double pixels) {
        long sum = 0;
        for (int level = 0; level < LEVELS; level++) {
            sum += level * histogram[level];
        }
        return sum / (pixels * MAX_LEVEL);
    }

    private static double variance(long[] histogram, double pixels, double mean) {
        double sum = 0;
        for (int level = 0; level < LEVELS; level++) {
            double deviation = level / MAX_LEVEL - mean;
            sum += histogram[level] * deviation * deviation;
        }
        return sum / pixels;
    }
}
