package io.lockstep.engine.vector;

import org.jspecify.annotations.Nullable;

/** Whether the JVM and the processor compute with vectors of at least eight floats. */
public final class VectorUnit {
    private static final String MODULE = "jdk.incubator.vector";
    private static final int FEWEST_LANES = 8;

    private static final @Nullable String FAILURE = probe();

    private VectorUnit() {}

    /** Why the loops of this package cannot run here and what to do, in one line; null if they can. */
    public static @Nullable String unavailable() {
        return FAILURE;
    }

    /** Floats in one vector: 8 or 16. */
    public static int lanes() {
        return Vectors.LANES;
    }

    private static @Nullable String probe() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return "the JVM was started without the Vector API; start it with --add-modules " + MODULE;
        }
        return Vectors.LANES < FEWEST_LANES
                ? "vectors of this processor hold " + Vectors.LANES + " floats, fewer than " + FEWEST_LANES
                : null;
    }
}
