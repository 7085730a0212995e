package io.lockstep.engine.data.sampler;

import io.lockstep.engine.data.SampleOrder;
import io.lockstep.engine.random.RandomStream;
import java.util.Arrays;

/**
 * Batches with as many different classes each as can be, every sample once per epoch.
 *
 * <p>The samples are laid out class after class, each class shuffled and the classes in a random order, and dealt to the
 * K batches one by one like cards: place j goes to batch j mod K. A class of n samples then meets min(n, K) batches, and
 * no division of the samples into K batches can do better; so the number of (batch, class) meetings, and with it the mean
 * number of classes per batch, is the largest possible. A class of more than K samples is spread evenly. The sizes of the
 * batches differ by at most one. At last the batches, and the samples in each, are shuffled.
 *
 * <p>Rare classes are not repeated; {@link WeightedRandomSampler} with weights of 1 / (size of the class) does that.
 */
public final class ClassBalancedSampler implements BatchSampler {
    private final int[] labels;
    private final int classes;
    private final int batchSize;
    private final boolean dropLast;
    private final long seed;

    /**
     * @param labels class of each sample of the data set, from 0
     * @param batchSize the most samples of a batch
     * @param dropLast whether samples, chosen at random in each epoch, are left out so that every batch is full
     * @throws IllegalArgumentException if a label is negative or {@code batchSize} is below 1
     */
    public ClassBalancedSampler(int[] labels, int batchSize, boolean dropLast, long seed) {
        if (batchSize < 1) {
            throw new IllegalArgumentException(
                    "ClassBalancedSampler expects a batchSize of 1 or more, but got " + batchSize);
        }
        int largest = -1;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0) {
                throw new IllegalArgumentException(
                        "ClassBalancedSampler expects labels of 0 or more, but label " + i + " is " + labels[i]);
            }
            largest = Math.max(largest, labels[i]);
        }
        this.labels = labels.clone();
        classes = largest + 1;
        this.batchSize = batchSize;
        this.dropLast = dropLast;
        this.seed = seed;
    }

    @Override
    public int size() {
        return (int) (dropLast ? labels.length / batchSize : ((long) labels.length + batchSize - 1) / batchSize);
    }

    @Override
    public int[][] batches(long epoch) {
        RandomStream random = Streams.of(seed, epoch, Streams.CLASS_BALANCED);
        int[] samples = SampleOrder.sequential(labels.length).toArray();
        SampleOrder.shuffle(samples, random);
        int count = size();
        if (dropLast) {
            samples = Arrays.copyOf(samples, count * batchSize);
        }
        int[] grouped = groupByClass(samples, random);
        int[] batchOrder = SampleOrder.sequential(count).toArray();
        SampleOrder.shuffle(batchOrder, random);
        int[][] batches = new int[count][];
        for (int first = 0; first < count; first++) {
            int[] batch = new int[(grouped.length - first + count - 1) / count];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = grouped[first + i * count];
            }
            SampleOrder.shuffle(batch, random);
            batches[batchOrder[first]] = batch;
        }
        return batches;
    }

    /** Sorts by counting, the classes in a random order; samples of a class keep theirs. */
    private int[] groupByClass(int[] samples, RandomStream random) {
        int[] place = new int[classes];
        for (int sample : samples) {
            place[labels[sample]]++;
        }
        int[] classOrder = SampleOrder.sequential(classes).toArray();
        SampleOrder.shuffle(classOrder, random);
        int start = 0;
        for (int label : classOrder) {
            int size = place[label];
            place[label] = start;
            start += size;
        }
        int[] grouped = new int[samples.length];
        for (int sample : samples) {
            grouped[place[labels[sample]]++] = sample;
        }
        return grouped;
    }
}
