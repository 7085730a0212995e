package io.lockstep.engine.data.sampler;

import io.lockstep.engine.data.SampleOrder;
import io.lockstep.engine.random.RandomPurpose;
import io.lockstep.engine.random.RandomStream;

/** The given indices in a random order, each once per epoch, as PyTorch's {@code SubsetRandomSampler}. */
public final class SubsetRandomSampler implements Sampler {
    private final int[] subset;
    private final long seed;

    /** Copies the indices; the data set that is read says if one is out of range. */
    public SubsetRandomSampler(int[] subset, long seed) {
        this.subset = subset.clone();
        this.seed = seed;
    }

    @Override
    public int size() {
        return subset.length;
    }

    @Override
    public int[] indices(long epoch) {
        int[] indices = subset.clone();
        SampleOrder.shuffle(indices, new RandomStream(RandomPurpose.SHUFFLE.key(seed, epoch), 0));
        return indices;
    }
}
