package io.lockstep.engine.training.metric;

import io.lockstep.engine.format.HostArray;
import io.lockstep.engine.tensor.Tensor;
import java.util.Map;

/**
 * A number that tells how good predictions are, gathered batch by batch. What is gathered are sums and counts only, so that
 * parts which were gathered apart, by several workers say, {@linkplain #merge merge} to what one had gathered alone.
 */
public interface Metric {
    /**
     * Takes a batch into account. Nothing is recorded for back-propagation.
     *
     * @throws IllegalArgumentException if the shapes or types do not fit each other; nothing is gathered then
     * @throws IndexOutOfBoundsException if a class is out of range; nothing is gathered then
     */
    void update(Tensor predictions, Tensor targets);

    /** The number for all batches since the last reset; each metric says what it is where there were none. */
    double compute();

    /** Forgets all batches. */
    void reset();

    /**
     * Takes the batches of another metric into account, too.
     *
     * @throws IllegalArgumentException if it is of another kind or has other settings
     */
    void merge(Metric other);

    /** A copy of what was gathered, for a checkpoint. */
    Map<String, HostArray> stateDict();

    /**
     * Goes on from a saved state.
     *
     * @throws IllegalArgumentException if it is that of another metric; nothing is changed then
     */
    void loadStateDict(Map<String, HostArray> state);
}
