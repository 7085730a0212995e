package io.lockstep.comms;

import java.util.Locale;

/** How an all-reduce goes about it. All ranks must use the same; {@code docs/comms.md} has the steps and bytes of each. */
public enum Algorithm {
    /** Whichever of the others was the fastest for this size when the mesh measured itself. */
    AUTO,
    /** {@link io.lockstep.comms.plan.RingAllReduce}: for large buffers. */
    RING,
    /** {@link io.lockstep.comms.plan.RecursiveDoubling}: for small buffers; with two ranks the direct exchange. */
    RECURSIVE_DOUBLING,
    /** {@link io.lockstep.comms.plan.HalvingDoubling}, by Rabenseifner: for buffers of middle size. */
    HALVING_DOUBLING,
    /** {@link io.lockstep.comms.memory.MemoryAllReduce}: where all ranks are on one host and share memory. */
    SHARED_MEMORY,
    /** {@link TwoLevelRun}: within each host through shared memory, between the hosts by a ring. */
    TWO_LEVEL;

    /** The name in options and reports: {@code recursive-doubling}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The algorithm whose name is {@code text}.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public static Algorithm of(String text) {
        for (Algorithm algorithm : values()) {
            if (algorithm.toString().equals(text)) {
                return algorithm;
            }
        }
        StringBuilder names = new StringBuilder();
        for (Algorithm algorithm : values()) {
            names.append(names.isEmpty() ? "" : ", ").append(algorithm);
        }
        throw new IllegalArgumentException("there is no all-reduce \"" + text + "\"; there are " + names);
    }
}
