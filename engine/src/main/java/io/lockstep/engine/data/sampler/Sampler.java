package io.lockstep.engine.data.sampler;

/**
 * The order in which an epoch shows samples. The order is a function of the sampler's settings and the epoch alone, so
 * that an epoch can be repeated or resumed; where PyTorch's samplers have {@code set_epoch}, these are told the epoch
 * with each call.
 */
public interface Sampler {
    /** How many indices an epoch has. */
    int size();

    /**
     * The indices of an epoch, in order; the caller may change the array.
     *
     * @param epoch from 0
     */
    int[] indices(long epoch);
}
