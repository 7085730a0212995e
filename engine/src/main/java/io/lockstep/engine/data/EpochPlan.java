package io.lockstep.engine.data;

/**
 * Who sees which sample when, in one epoch: pure functions of the order of the samples, the number of workers and their
 * batch size.
 *
 * <p>Step s takes the next worldSize times batchSize samples of the order; of these each rank takes a contiguous piece,
 * in the order of the ranks. The last step takes what remains, split as evenly as can be: ranks below the remainder of
 * the division get one sample more, and a rank may get none. So every sample is seen exactly once, nothing is padded or
 * dropped, and the global order does not depend on the number of workers.
 */
public final class EpochPlan {
    private final SampleOrder order;
    private final int firstPosition;
    private final int worldSize;
    private final int batchSize;
    private final int fullGlobalBatch;

    /**
     * The plan of a whole epoch.
     *
     * @param worldSize number of workers
     * @param batchSize samples of one worker in a full step
     */
    public EpochPlan(SampleOrder order, int worldSize, int batchSize) {
        this(order, 0, worldSize, batchSize);
    }

    /**
     * The plan of the rest of an epoch of which {@code firstPosition} samples have been seen already, maybe by another
     * number of workers.
     */
    public EpochPlan(SampleOrder order, int firstPosition, int worldSize, int batchSize) {
        if (worldSize < 1 || batchSize < 1) {
            throw new IllegalArgumentException("a plan needs 1 worker or more and a batch of 1 or more, but got "
                    + worldSize + " workers and a batch of " + batchSize);
        }
        if (firstPosition < 0 || firstPosition > order.size()) {
            throw new IllegalArgumentException("an epoch of " + order.size() + " samples cannot go on at position "
                    + firstPosition + "; is the checkpoint of another data set?");
        }
        this.order = order;
        this.firstPosition = firstPosition;
        this.worldSize = worldSize;
        this.batchSize = batchSize;
        fullGlobalBatch = Math.multiplyExact(worldSize, batchSize);
    }

    /** Number of steps; the last may be smaller. */
    public int steps() {
        return (int) (((long) order.size() - firstPosition + fullGlobalBatch - 1) / fullGlobalBatch);
    }

    public int worldSize() {
        return worldSize;
    }

    /** Samples of one worker in a full step: the most that {@link #localBatchSize} returns. */
    public int batchSize() {
        return batchSize;
    }

    /** Samples that all workers together see in a step. */
    public int globalBatchSize(int step) {
        return Math.min(fullGlobalBatch, order.size() - position(step));
    }

    /** Samples that a worker sees in a step; 0 is possible in the last. */
    public int localBatchSize(int step, int rank) {
        int global = globalBatchSize(step);
        return global / worldSize + (requireRank(rank) < global % worldSize ? 1 : 0);
    }

    /** Where in the global batch the worker's first sample stands. */
    public int positionInGlobalBatch(int step, int rank) {
        int global = globalBatchSize(step);
        return requireRank(rank) * (global / worldSize) + Math.min(rank, global % worldSize);
    }

    /** Samples of the epoch seen before a step, by all workers; with {@code step == steps()} the size of the data set. */
    public int position(int step) {
        if (step < 0 || step > steps()) {
            throw new IndexOutOfBoundsException("step " + step + " is not in an epoch of " + steps() + " steps");
        }
        return (int) Math.min(order.size(), firstPosition + (long) step * fullGlobalBatch);
    }

    /** The samples that a worker sees in a step. */
    public int[] samples(int step, int rank) {
        int[] samples = new int[localBatchSize(step, rank)];
        copySamples(step, rank, samples);
        return samples;
    }

    /** Writes the samples that a worker sees in a step to the start of {@code destination}; returns how many. */
    public int copySamples(int step, int rank, int[] destination) {
        int count = localBatchSize(step, rank);
        order.copy(position(step) + positionInGlobalBatch(step, rank), count, destination);
        return count;
    }

    int requireRank(int rank) {
        if (rank < 0 || rank >= worldSize) {
            throw new IndexOutOfBoundsException("rank " + rank + " is not among " + worldSize + " workers");
        }
        return rank;
    }
}
