package io.lockstep.comms.compress;

import java.util.Random;

/**
 * A matrix M [n, m] of gradients and its factors P [n, r] and Q [m, r], M ~ P Q^T: where they lie in the arrays of
 * {@link PowerSgd}, and the products. P lies row by row, Q column by column, so the inner loops run along rows of M.
 */
final class LowRankMatrix {
    private static final int LANES = 8;

    private final MatrixRange range;
    private final int rank;
    private final int startP;
    private final int startQ;

    /** The factors lie from {@code startP} and {@code startQ} of their arrays. */
    LowRankMatrix(MatrixRange range, int rank, int startP, int startQ) {
        this.range = range;
        this.rank = rank;
        this.startP = startP;
        this.startQ = startQ;
    }

    /** Whether the factors of {@code rank} are smaller than the matrix. */
    static boolean pays(MatrixRange range, int rank) {
        return (long) rank * (range.rows() + range.columns()) < range.elements();
    }

    MatrixRange range() {
        return range;
    }

    int endP() {
        return startP + range.rows() * rank;
    }

    int endQ() {
        return startQ + range.columns() * rank;
    }

    /** Row {@code row} of P = M Q. */
    void multiplyRow(int row, float[] m, float[] q, float[] p) {
        for (int column = 0; column < rank; column++) {
            p[startP + row * rank + column] =
                    dot(m, startOf(row), q, startQ + column * range.columns(), range.columns());
        }
    }

    void orthogonaliseP(float[] p) {
        Orthogonalisation.apply(p, startP, range.rows(), rank);
    }

    /** Adds what row {@code row} contributes to Q = M^T P. */
    void addTransposed(int row, float[] m, float[] p, float[] q) {
        int start = startOf(row);
        for (int column = 0; column < rank; column++) {
            addScaled(q, startQ + column * range.columns(), m, start, p[startP + row * rank + column]);
        }
    }

    /** Adds {@code sign} times row {@code row} of P Q^T to {@code target} from {@code at}. */
    void addProductRow(int row, float sign, float[] p, float[] q, float[] target, int at) {
        for (int column = 0; column < rank; column++) {
            addScaled(target, at, q, startQ + column * range.columns(), sign * p[startP + row * rank + column]);
        }
    }

    /** Where row {@code row} starts in the buffer. */
    int startOf(int row) {
        return range.offset() + row * range.columns();
    }

    /** The first Q, the same on all ranks. */
    void fillRandomly(float[] q) {
        for (int column = 0; column < rank; column++) {
            fillRandomly(q, column);
        }
    }

    /** A column of zeros would stay so, whatever M becomes. */
    void refillZeros(float[] q) {
        for (int column = 0; column < rank; column++) {
            int start = startQ + column * range.columns();
            boolean isZero = true;
            for (int i = start; i < start + range.columns() && isZero; i++) {
                isZero = q[i] == 0;
            }
            if (isZero) {
                fillRandomly(q, column);
            }
        }
    }

    private void fillRandomly(float[] q, int column) {
        int start = startQ + column * range.columns();
        Random random = new Random(31L * range.offset() + column);
        for (int i = start; i < start + range.columns(); i++) {
            q[i] = random.nextFloat() - 0.5f;
        }
    }

    private void addScaled(float[] target, int at, float[] source, int from, float factor) {
        int columns = range.columns();
        for (int i = 0; i < columns; i++) {
            target[at + i] += factor * source[from + i];
        }
    }

    /** Several sums side by side, since a single one would wait for each addition. */
    private static float dot(float[] a, int startA, float[] b, int startB, int length) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            s0 += a[startA + i] * b[startB + i];
            s1 += a[startA + i + 1] * b[startB + i + 1];
            s2 += a[startA + i + 2] * b[startB + i + 2];
            s3 += a[startA + i + 3] * b[startB + i + 3];
            s4 += a[startA + i + 4] * b[startB + i + 4];
            s5 += a[startA + i + 5] * b[startB + i + 5];
            s6 += a[startA + i + 6] * b[startB + i + 6];
            s7 += a[startA + i + 7] * b[startB + i + 7];
        }
        float rest = 0;
        for (int i = whole; i < length; i++) {
            rest += a[startA + i] * b[startB + i];
        }
        return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7)) + rest;
    }
}
