package io.lockstep.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The width of vectors here. All loops work on arrays of the heap, to which native memory is copied in rows: vectors that
 * are loaded from direct buffers one by one take twice as long (Java 17), and in another way from Java 19 on.
 */
final class Vectors {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_MAX;

    static final int LANES = SPECIES.length();

    private Vectors() {}

    static FloatVector load(float[] values, int index) {
        return FloatVector.fromArray(SPECIES, values, index);
    }
}
