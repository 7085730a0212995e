package io.lockstep.engine.data;

import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.random.RandomStream;

/** The order in which an epoch goes through a data set: a permutation of its indices. Immutable. */
public final class SampleOrder {
    private final int[] samples;

    private SampleOrder(int[] samples) {
        this.samples = samples;
    }

    /** 0, 1, 2, ...: for evaluation. */
    public static SampleOrder sequential(int datasetSize) {
        if (datasetSize < 0) {
            throw new IllegalArgumentException("a data set has 0 samples or more, but got " + datasetSize);
        }
        int[] samples = new int[datasetSize];
        for (int i = 0; i < datasetSize; i++) {
            samples[i] = i;
        }
        return new SampleOrder(samples);
    }

    /**
     * A permutation drawn by seed and epoch alone, each equally likely: Fisher and Yates' shuffle (Knuth, "The Art of
     * Computer Programming", volume 2, algorithm 3.4.2 P) with numbers of {@link RandomPurpose#SHUFFLE}.
     */
    public static SampleOrder shuffled(long seed, long epoch, int datasetSize) {
        SampleOrder order = sequential(datasetSize);
        shuffle(order.samples, new RandomStream(RandomPurpose.SHUFFLE.key(seed, epoch), 0));
        return order;
    }

    /** Fisher and Yates' shuffle in place, each order equally likely. */
    public static void shuffle(int[] samples, RandomStream random) {
        for (int last = samples.length - 1; last > 0; last--) {
            int chosen = random.nextInt(last + 1);
            int sample = samples[chosen];
            samples[chosen] = samples[last];
            samples[last] = sample;
        }
    }

    /** A copy of the whole order. */
    public int[] toArray() {
        return samples.clone();
    }

    public int size() {
        return samples.length;
    }

    /** The sample at a position of the epoch. */
    public int sample(int position) {
        return samples[position];
    }

    /** Copies the samples from {@code position} on to the start of {@code destination}. */
    public void copy(int position, int count, int[] destination) {
        System.arraycopy(samples, position, destination, 0, count);
    }
}
