package io.lockstep.engine.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The innermost part of a product of matrices of doubles: four rows by two vectors of columns, held in registers. */
public final class DoubleProduct {
    public static final int ROWS = 4;

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_MAX;
    private static final int LANES = SPECIES.length();

    private DoubleProduct() {}

    /** Columns that are computed at once. */
    public static int columns() {
        return 2 * LANES;
    }

    /**
     * y [4, columns] = a times b.
     *
     * @param a [inner, 4] from {@code aStart} on: four rows, column by column
     * @param b [inner, columns]
     */
    public static void multiply(int inner, double[] a, int aStart, double[] b, double[] y) {
        DoubleVector zero = DoubleVector.zero(SPECIES);
        DoubleVector y00 = zero;
        DoubleVector y01 = zero;
        DoubleVector y10 = zero;
        DoubleVector y11 = zero;
        DoubleVector y20 = zero;
        DoubleVector y21 = zero;
        DoubleVector y30 = zero;
        DoubleVector y31 = zero;
        for (int k = 0; k < inner; k++) {
            DoubleVector b0 = load(b, 2 * k * LANES);
            DoubleVector b1 = load(b, (2 * k + 1) * LANES);
            int at = aStart + ROWS * k;
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[at]);
            y00 = a0.fma(b0, y00);
            y01 = a0.fma(b1, y01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[at + 1]);
            y10 = a1.fma(b0, y10);
            y11 = a1.fma(b1, y11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[at + 2]);
            y20 = a2.fma(b0, y20);
            y21 = a2.fma(b1, y21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[at + 3]);
            y30 = a3.fma(b0, y30);
            y31 = a3.fma(b1, y31);
        }
        y00.intoArray(y, 0);
        y01.intoArray(y, LANES);
        y10.intoArray(y, 2 * LANES);
        y11.intoArray(y, 3 * LANES);
        y20.intoArray(y, 4 * LANES);
        y21.intoArray(y, 5 * LANES);
        y30.intoArray(y, 6 * LANES);
        y31.intoArray(y, 7 * LANES);
    }

    private static DoubleVector load(double[] values, int index) {
        return DoubleVector.fromArray(SPECIES, values, index);
    }
}
