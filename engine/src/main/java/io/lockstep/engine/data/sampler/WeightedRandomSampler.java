package io.lockstep.engine.data.sampler;

import io.lockstep.engine.random.RandomStream;

/**
 * Draws index i with a probability in proportion to its weight, as PyTorch's {@code WeightedRandomSampler}; a weight of 0
 * is never drawn. Weights need not sum to 1.
 */
public final class WeightedRandomSampler implements Sampler {
    private final double[] weights;
    private final int numSamples;
    private final boolean replacement;
    private final long seed;

    /**
     * @param weights one per sample of the data set
     * @param numSamples indices per epoch
     * @param replacement whether an index can come again; without, the weights of those drawn count no more
     * @throws IllegalArgumentException if a weight is negative or not finite, all are 0, or too few are above 0 to draw
     *     {@code numSamples} without replacement
     */
    public WeightedRandomSampler(double[] weights, int numSamples, boolean replacement, long seed) {
        int positive = requireWeights(weights);
        if (numSamples < 1 || (!replacement && numSamples > positive)) {
            throw new IllegalArgumentException("WeightedRandomSampler expects numSamples of 1 or more"
                    + (replacement ? "" : " and at most the " + positive + " weights above 0") + ", but got "
                    + numSamples
                    + (replacement ? "" : "; draw fewer, or with replacement"));
        }
        this.weights = weights.clone();
        this.numSamples = numSamples;
        this.replacement = replacement;
        this.seed = seed;
    }

    @Override
    public int size() {
        return numSamples;
    }

    @Override
    public int[] indices(long epoch) {
        RandomStream random = Streams.of(seed, epoch, Streams.WEIGHTED);
        return replacement
                ? WeightedDraw.withReplacement(weights, numSamples, random)
                : WeightedDraw.withoutReplacement(weights, numSamples, random);
    }

    private static int requireWeights(double[] weights) {
        int positive = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "WeightedRandomSampler expects finite weights of 0 or more, but weight " + i + " is "
                                + weights[i]);
            }
            positive += weights[i] > 0 ? 1 : 0;
        }
        if (positive == 0) {
            throw new IllegalArgumentException(
                    "WeightedRandomSampler expects a weight above 0, but all " + weights.length + " are 0");
        }
        return positive;
    }
}
