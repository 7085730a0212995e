package io.lockstep.engine.data.sampler;

import io.lockstep.engine.data.SampleOrder;

/**
 * 0, 1, 2, ... in every epoch.
 *
 * @param size of the data set
 */
public record SequentialSampler(int size) implements Sampler {
    /** Takes the size of the data set; throws IllegalArgumentException if it is negative. */
    public SequentialSampler {
        if (size < 0) {
            throw new IllegalArgumentException("SequentialSampler expects a size of 0 or more, but got " + size);
        }
    }

    @Override
    public int[] indices(long epoch) {
        return SampleOrder.sequential(size).toArray();
    }
}
