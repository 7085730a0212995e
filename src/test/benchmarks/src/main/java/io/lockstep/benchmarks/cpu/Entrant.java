package io.lockstep.benchmarks.cpu;

import io.lockstep.benchmarks.task.Engine;
import io.lockstep.benchmarks.task.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An engine and the settings of its process.
 *
 * @param tuned whether the C library's allocator keeps what it got from the system. libtorch takes each tensor from it;
 *     with its defaults it gives large ones back at once, and the next one costs page faults. Lockstep does not use it
 *     for tensors.
 */
record Entrant(Engine engine, boolean tuned) {
    private static final Map<String, String> TUNING = Map.of(
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_MAX_", "0",
            "MALLOC_TRIM_THRESHOLD_", "100000000000",
            "MALLOC_TOP_PAD_", "268435456");

    /** Lockstep first, then libtorch in each layout in which a user would run it. */
    static List<Entrant> of(Network network, boolean untuned) {
        List<Entrant> entrants = new ArrayList<>();
        entrants.add(new Entrant(Engine.LOCKSTEP, false));
        for (boolean tuned : untuned ? new boolean[] {true, false} : new boolean[] {true}) {
            entrants.add(new Entrant(Engine.LIBTORCH_CONTIGUOUS, tuned));
            if (network.isConvolutional()) {
                entrants.add(new Entrant(Engine.LIBTORCH_CHANNELS_LAST, tuned));
            }
        }
        return entrants;
    }

    Map<String, String> environment() {
        return tuned ? TUNING : Map.of();
    }

    /** For people, such as {@code libtorch channels-last}. */
    @Override
    public String toString() {
        return engine + (engine.isOurs() || tuned ? "" : " untuned");
    }
}
