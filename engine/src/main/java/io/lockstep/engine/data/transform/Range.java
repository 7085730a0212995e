package io.lockstep.engine.data.transform;

import io.lockstep.engine.random.RandomStream;

/**
 * What a random number is drawn from, each value equally likely.
 *
 * @param low the smallest value
 * @param high the largest; the same draws one number, too
 */
public record Range(double low, double high) {
    /** Throws IllegalArgumentException unless low and high are finite and in order. */
    public Range {
        if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException(
                    "a range has finite ends of which the first is not above the second, but got " + low + " to "
                            + high);
        }
    }

    double draw(RandomStream random) {
        return low + (high - low) * random.nextDouble();
    }

    void require(boolean holds, String name, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " should be " + expected + ", but is " + low + " to " + high);
        }
    }
}
