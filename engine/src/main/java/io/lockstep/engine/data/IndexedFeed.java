package io.lockstep.engine.data;

import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The batches of one epoch of a map-style data set: any thread can load any of them.
 *
 * @param batches the indices of each
 */
record IndexedFeed<T, B>(Dataset<T> dataset, Collate<? super T, B> collate, int[][] batches, long seed, long epoch)
        implements EpochFeed<B> {
    @Override
    public int steps() {
        return batches.length;
    }

    @Override
    public boolean loadNext(BatchRing<Slot<B>> ring) throws InterruptedException {
        int step = ring.claim();
        if (step < 0) {
            return false;
        }
        Throwable failure = null;
        try {
            ring.batch(step).batch = load(step);
        } catch (Throwable e) {
            // Errors too: whatever ended this thread silently would leave the reader waiting.
            failure = e;
        }
        ring.complete(step, failure);
        return true;
    }

    private B load(int step) {
        int[] indices = batches[step];
        List<T> samples = new ArrayList<>(indices.length);
        RandomStream random = new RandomStream(RandomPurpose.AUGMENTATION.key(seed, epoch), 0);
        for (int index : indices) {
            random.reset(RandomPurpose.AUGMENTATION.key(seed, epoch), index);
            try {
                samples.add(dataset.get(index, random));
            } catch (Exception e) {
                throw new DataLoadingException(
                        "sample " + index + " of batch " + step + " could not be loaded: " + e, e);
            }
        }
        return collate(collate, samples, indices, step, seed, epoch);
    }

    static <T, B> B collate(
            Collate<? super T, B> collate, List<T> samples, int[] indices, int step, long seed, long epoch) {
        try {
            @SuppressWarnings("unchecked") // A collate only reads the list.
            Collate<T, B> reading = (Collate<T, B>) collate;
            RandomStream random = new RandomStream(RandomPurpose.BATCH_AUGMENTATION.key(seed, epoch), step);
            return reading.collate(samples, indices, random);
        } catch (RuntimeException e) {
            throw new DataLoadingException(
                    "batch " + step + " of the samples " + Arrays.toString(indices) + " could not be collated: "
                            + e.getMessage(),
                    e);
        }
    }
}
