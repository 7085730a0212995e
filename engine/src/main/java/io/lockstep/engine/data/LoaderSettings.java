package io.lockstep.engine.data;

import io.lockstep.engine.data.sampler.BatchSampler;
import io.lockstep.engine.data.sampler.RandomSampler;
import io.lockstep.engine.data.sampler.Sampler;
import io.lockstep.engine.data.sampler.SequentialSampler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The settings of a loader while it is built, with the rules of PyTorch on which go together. */
final class LoaderSettings {
    private static final int DEFAULT_PREFETCH_FACTOR = 2;

    @Nullable
    Integer batchSize;

    boolean shuffle;

    @Nullable
    Sampler sampler;

    @Nullable
    BatchSampler batchSampler;

    boolean dropLast;
    int numWorkers;

    @Nullable
    Integer prefetchFactor;

    Duration timeout = Duration.ofMinutes(5);
    long seed;

    /** Samples of a batch. */
    int batchSizeOrOne() {
        return batchSize == null ? 1 : batchSize;
    }

    /** Batches loaded ahead. */
    int prefetch() {
        int factor = prefetchFactor == null ? DEFAULT_PREFETCH_FACTOR : prefetchFactor;
        return Math.max(1, Math.multiplyExact(factor, numWorkers));
    }

    /** How the batches of a map-style data set are chosen. */
    BatchSampler batchSampler(int datasetSize) {
        require();
        if (batchSampler != null) {
            if (batchSize != null || shuffle || sampler != null || dropLast) {
                throw new IllegalArgumentException(
                        "a batchSampler chooses the batches alone: leave out batchSize, shuffle,"
                                + " sampler and dropLast");
            }
            return batchSampler;
        }
        if (sampler != null && shuffle) {
            throw new IllegalArgumentException("a sampler chooses the order alone: leave out shuffle, or the sampler");
        }
        Sampler order = sampler;
        if (order == null) {
            order = shuffle ? new RandomSampler(datasetSize, seed) : new SequentialSampler(datasetSize);
        }
        return BatchSampler.of(order, batchSizeOrOne(), dropLast);
    }

    /** Throws IllegalArgumentException if there is a setting that an iterable data set does not know. */
    void requireForStream() {
        require();
        if (shuffle || sampler != null || batchSampler != null) {
            throw new IllegalArgumentException(
                    "an IterableDataset has its own order: leave out shuffle, sampler and batchSampler");
        }
    }

    private void require() {
        if (batchSizeOrOne() < 1 || numWorkers < 0) {
            throw new IllegalArgumentException(
                    "a loader expects a batchSize of 1 or more and numWorkers of 0 or more, but" + " got "
                            + batchSizeOrOne() + " and " + numWorkers);
        }
        if (prefetchFactor != null && (prefetchFactor < 1 || numWorkers == 0)) {
            throw new IllegalArgumentException(
                    "prefetchFactor is the batches that each worker loads ahead, 1 or more, but" + " got "
                            + prefetchFactor + " with " + numWorkers + " workers; set numWorkers, too");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a loader's timeout should be above zero, but is " + timeout);
        }
    }
}
