package io.lockstep.engine.data.sampler;

import io.lockstep.engine.data.SampleOrder;

/**
 * One rank's share of an epoch, with PyTorch's semantics ({@code torch.utils.data.distributed.DistributedSampler}): the
 * order of all samples is brought to a multiple of the number of ranks, by repeating its start or, with {@code dropLast},
 * by leaving out its end; rank r takes the places r, r + ranks, r + 2 ranks, ... So each rank sees as many samples.
 *
 * <p>Training on Spark uses {@link io.lockstep.engine.data.EpochPlan} instead, which repeats and drops nothing.
 */
public final class DistributedSampler implements Sampler {
    private final int datasetSize;
    private final int numReplicas;
    private final int rank;
    private final boolean shuffle;
    private final long seed;
    private final boolean dropLast;

    /** Shuffled and padded, PyTorch's defaults. */
    public DistributedSampler(int datasetSize, int numReplicas, int rank, long seed) {
        this(datasetSize, numReplicas, rank, true, seed, false);
    }

    /**
     * @param numReplicas number of ranks
     * @param shuffle whether each epoch has another order
     * @param seed the same on all ranks
     * @param dropLast whether the end of the order is left out instead of its start repeated
     * @throws IllegalArgumentException if the rank is not among the ranks, or a size is out of range
     */
    public DistributedSampler(
            int datasetSize, int numReplicas, int rank, boolean shuffle, long seed, boolean dropLast) {
        if (datasetSize < 0 || numReplicas < 1 || rank < 0 || rank >= numReplicas) {
            throw new IllegalArgumentException(
                    "DistributedSampler expects a rank of 0 to numReplicas - 1, but got rank " + rank + " of "
                            + numReplicas + " for " + datasetSize + " samples");
        }
        this.datasetSize = datasetSize;
        this.numReplicas = numReplicas;
        this.rank = rank;
        this.shuffle = shuffle;
        this.seed = seed;
        this.dropLast = dropLast;
    }

    @Override
    public int size() {
        return (int) (dropLast ? datasetSize / numReplicas : ((long) datasetSize + numReplicas - 1) / numReplicas);
    }

    @Override
    public int[] indices(long epoch) {
        SampleOrder order =
                shuffle ? SampleOrder.shuffled(seed, epoch, datasetSize) : SampleOrder.sequential(datasetSize);
        int[] indices = new int[size()];
        for (int i = 0; i < indices.length; i++) {
            long place = (long) i * numReplicas + rank;
            indices[i] = order.sample((int) (place % datasetSize));
        }
        return indices;
    }
}
