package io.lockstep.engine.data.sampler;

import java.util.Arrays;

/** The batches of an epoch, each as the indices of its samples; a function of the settings and the epoch alone. */
public interface BatchSampler {
    /** How many batches an epoch has. */
    int size();

    /**
     * The batches of an epoch, in order; the caller may change the arrays.
     *
     * @param epoch from 0
     */
    int[][] batches(long epoch);

    /**
     * Cuts the order of a sampler into batches, as PyTorch's {@code BatchSampler}.
     *
     * @param dropLast whether a last batch that is not full is left out
     * @throws IllegalArgumentException if {@code batchSize} is below 1
     */
    static BatchSampler of(Sampler sampler, int batchSize, boolean dropLast) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch has 1 sample or more, but batchSize is " + batchSize);
        }
        return new BatchSampler() {
            @Override
            public int size() {
                return count(sampler.size());
            }

            @Override
            public int[][] batches(long epoch) {
                int[] indices = sampler.indices(epoch);
                int[][] batches = new int[count(indices.length)][];
                for (int i = 0; i < batches.length; i++) {
                    int start = i * batchSize;
                    batches[i] = Arrays.copyOfRange(
                            indices, start, (int) Math.min(indices.length, (long) start + batchSize));
                }
                return batches;
            }

            private int count(int samples) {
                return (int) (dropLast ? samples / batchSize : ((long) samples + batchSize - 1) / batchSize);
            }
        };
    }
}
