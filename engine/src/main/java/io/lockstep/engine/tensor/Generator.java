package io.lockstep.engine.tensor;

import io.lockstep.engine.backend.RandomKey;
import io.lockstep.engine.random.RandomPurpose;

/**
 * The random numbers of a program: each call of {@link #next} gives the key of a fresh sequence (Philox, counter-based), so
 * that seed and number of the call decide the numbers, on whatever device. A fresh one has seed 0.
 */
public final class Generator {
    private long seed;
    private long key = RandomPurpose.USER.key(0, 0);
    private long calls;

    public void manualSeed(long seed) {
        setState(seed, 0);
    }

    public long seed() {
        return seed;
    }

    /** How many sequences were drawn since the seed was set; seed and calls are the whole state. */
    public long calls() {
        return calls;
    }

    /** Goes on as a generator of this seed would after so many calls. */
    public void setState(long seed, long calls) {
        this.seed = seed;
        this.calls = calls;
        key = RandomPurpose.USER.key(seed, 0);
    }

    /** The key of the next sequence. */
    public RandomKey next() {
        return new RandomKey(key, calls++, 0);
    }
}
