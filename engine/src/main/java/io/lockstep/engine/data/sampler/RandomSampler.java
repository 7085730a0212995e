package io.lockstep.engine.data.sampler;

import io.lockstep.engine.data.SampleOrder;
import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.random.RandomStream;

/**
 * A random order of a data set, as PyTorch's {@code RandomSampler}. Without replacement it is a permutation, that of
 * {@link SampleOrder#shuffled} for the same seed and epoch; for more samples than there are, whole permutations follow
 * each other. With replacement each index is drawn alone.
 */
public final class RandomSampler implements Sampler {
    private final int datasetSize;
    private final boolean replacement;
    private final int numSamples;
    private final long seed;

    /** Every sample once per epoch. */
    public RandomSampler(int datasetSize, long seed) {
        this(datasetSize, false, datasetSize, seed);
    }

    /**
     * @param replacement whether each index is drawn from all
     * @param numSamples indices per epoch
     * @throws IllegalArgumentException if a size is negative, or samples are asked of an empty data set
     */
    public RandomSampler(int datasetSize, boolean replacement, int numSamples, long seed) {
        if (datasetSize < 0 || numSamples < 0 || (datasetSize == 0 && numSamples > 0)) {
            throw new IllegalArgumentException("RandomSampler expects a data set that numSamples can be drawn from, but"
                    + " got numSamples " + numSamples + " of " + datasetSize + " samples");
        }
        this.datasetSize = datasetSize;
        this.replacement = replacement;
        this.numSamples = numSamples;
        this.seed = seed;
    }

    @Override
    public int size() {
        return numSamples;
    }

    @Override
    public int[] indices(long epoch) {
        int[] indices = new int[numSamples];
        if (replacement) {
            RandomStream random = Streams.of(seed, epoch, Streams.WITH_REPLACEMENT);
            for (int i = 0; i < numSamples; i++) {
                indices[i] = random.nextInt(datasetSize);
            }
            return indices;
        }
        int filled = 0;
        for (int pass = 0; filled < numSamples; pass++) {
            int[] order = SampleOrder.sequential(datasetSize).toArray();
            // Stream 0 is that of SampleOrder.shuffled.
            SampleOrder.shuffle(order, new RandomStream(RandomPurpose.SHUFFLE.key(seed, epoch), pass));
            int count = Math.min(datasetSize, numSamples - filled);
            System.arraycopy(order, 0, indices, filled, count);
            filled += count;
        }
        return indices;
    }
}
