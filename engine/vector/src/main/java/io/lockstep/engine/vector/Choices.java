package io.lockstep.engine.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Comparisons, choices and conversions, which the compiler makes vector instructions of only if told to (JDK 17): it takes
 * a branch for each element, or a conversion of its own. Arrays end with a whole vector: their length is a multiple of 16,
 * and of the last vector all elements are read and written.
 */
public final class Choices {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_MAX;
    private static final int LANES = SPECIES.length();
    /** As many floats as a vector has doubles. */
    private static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(LANES * Float.SIZE));

    private static final DoubleVector FALSE = DoubleVector.broadcast(SPECIES, 0);
    /** A double with the bits of the integer 1. */
    private static final double TRUE = Double.longBitsToDouble(1);

    private Choices() {}

    /** Whether comparisons run here: a vector must hold eight doubles, to become a vector of bytes. */
    public static boolean compares() {
        return LANES == ByteVector.SPECIES_64.length();
    }

    /** y = x. */
    public static void widen(float[] x, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            ((DoubleVector) FloatVector.fromArray(FLOATS, x, i).convertShape(VectorOperators.F2D, SPECIES, 0))
                    .intoArray(y, i);
        }
    }

    /** y = x, rounded to the nearest. */
    public static void narrow(double[] x, float[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            ((FloatVector) load(x, i).convertShape(VectorOperators.D2F, FLOATS, 0)).intoArray(y, i);
        }
    }

    /** y = a where x is above the bound, else b. */
    public static void above(double[] x, double bound, double[] a, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            VectorMask<Double> mask = load(x, i).compare(VectorOperators.GT, bound);
            load(b, i).blend(load(a, i), mask).intoArray(y, i);
        }
    }

    /** y = 1 where a = b, else 0. */
    public static void equal(double[] a, double[] b, byte[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            store(load(a, i).compare(VectorOperators.EQ, load(b, i)), y, i);
        }
    }

    /** y = 1 where a != b, else 0. */
    public static void notEqual(double[] a, double[] b, byte[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            store(load(a, i).compare(VectorOperators.NE, load(b, i)), y, i);
        }
    }

    /** y = 1 where a < b, else 0. */
    public static void less(double[] a, double[] b, byte[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            store(load(a, i).compare(VectorOperators.LT, load(b, i)), y, i);
        }
    }

    /** y = 1 where a <= b, else 0. */
    public static void lessEqual(double[] a, double[] b, byte[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            store(load(a, i).compare(VectorOperators.LE, load(b, i)), y, i);
        }
    }

    private static void store(VectorMask<Double> mask, byte[] y, int index) {
        ((ByteVector) FALSE.blend(TRUE, mask)
                        .reinterpretAsLongs()
                        .convertShape(VectorOperators.L2B, ByteVector.SPECIES_64, 0))
                .intoArray(y, index);
    }

    private static DoubleVector load(double[] values, int index) {
        return DoubleVector.fromArray(SPECIES, values, index);
    }
}
