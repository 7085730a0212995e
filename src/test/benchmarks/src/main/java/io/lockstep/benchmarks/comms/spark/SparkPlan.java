package io.lockstep.benchmarks.comms.spark;

import java.io.Serializable;
import java.util.ArrayList;

/**
 * What each executor does.
 *
 * @param variants of Lockstep, in the order of their turns
 * @param sizes of the buffers in bytes
 * @param turnMillis how long a turn is
 */
record SparkPlan(ArrayList<Variant> variants, ArrayList<Long> sizes, int rounds, long turnMillis)
        implements Serializable {
    /**
     * A variant of Lockstep.
     *
     * @param settings as {@code MeshSettings} reads them
     */
    record Variant(String name, String settings) implements Serializable {}
}
