package io.lockstep.engine.data;

import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Divides a data set at random into parts without common samples, as PyTorch's {@code random_split}. */
public final class RandomSplit {
    private static final double TOLERANCE = 1e-9;

    private RandomSplit() {}

    /**
     * Parts of the given sizes.
     *
     * @throws IllegalArgumentException if a length is negative or they do not sum to the size of the data set
     */
    public static <T> List<Subset<T>> byLengths(Dataset<T> dataset, long seed, int... lengths) {
        long sum = 0;
        for (int length : lengths) {
            if (length < 0) {
                throw new IllegalArgumentException(
                        "random split expects lengths of 0 or more, but got " + Arrays.toString(lengths));
            }
            sum += length;
        }
        if (sum != dataset.size()) {
            throw new IllegalArgumentException("random split expects lengths that sum to the " + dataset.size()
                    + " samples of the data set, but " + Arrays.toString(lengths) + " sum to " + sum
                    + "; use byFractions for shares");
        }
        int[] order = SampleOrder.sequential(dataset.size()).toArray();
        SampleOrder.shuffle(order, new RandomStream(RandomPurpose.SPLIT.key(seed, 0), 0));
        List<Subset<T>> parts = new ArrayList<>();
        int start = 0;
        for (int length : lengths) {
            parts.add(new Subset<>(dataset, Arrays.copyOfRange(order, start, start + length)));
            start += length;
        }
        return parts;
    }

    /**
     * Parts of the given shares: each gets its share rounded down, and what remains goes one by one to the first parts.
     *
     * @throws IllegalArgumentException if a fraction is not in [0, 1] or they do not sum to 1
     */
    public static <T> List<Subset<T>> byFractions(Dataset<T> dataset, long seed, double... fractions) {
        double sum = 0;
        int[] lengths = new int[fractions.length];
        int remaining = dataset.size();
        for (int i = 0; i < fractions.length; i++) {
            if (!(fractions[i] >= 0 && fractions[i] <= 1)) {
                throw new IllegalArgumentException(
                        "random split expects fractions in [0, 1], but got " + Arrays.toString(fractions));
            }
            sum += fractions[i];
            lengths[i] = (int) Math.floor(dataset.size() * fractions[i]);
            remaining -= lengths[i];
        }
        if (Math.abs(sum - 1) > TOLERANCE) {
            throw new IllegalArgumentException("random split expects fractions that sum to 1, but "
                    + Arrays.toString(fractions) + " sum to " + sum);
        }
        for (int i = 0; i < remaining; i++) {
            lengths[i % lengths.length]++;
        }
        return byLengths(dataset, seed, lengths);
    }
}
