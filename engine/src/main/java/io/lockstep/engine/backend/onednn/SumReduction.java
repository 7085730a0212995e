package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Sums over outer and inner dimensions, such as the columns of a matrix for the gradient of a bias. One pass over the
 * elements in their order, in tiles that stay in the first-level cache; sums are kept in double precision, those of
 * columns after every few rows, since only additions in single precision become vector instructions (JDK 17).
 */
final class SumReduction {
    private static final int TILE = 4096;
    private static final int ROWS = 16;

    private final float[] tile = new float[TILE];
    private double[] sums = new double[TILE];
    private float[] few = new float[TILE];
    private int rowsInFew;

    /** True if the dimensions that are summed lie all outside or inside of the kept ones. */
    static boolean has(NdArray x, NdArray y) {
        if (!x.isContiguous() || !y.isContiguous()) {
            return false;
        }
        int changes = 0;
        boolean summed = true;
        for (int d = 0; d < x.shape().dim(); d++) {
            if (x.shape().size(d) > 1 && isSummed(y.shape(), d) != summed) {
                summed = !summed;
                changes++;
            }
        }
        return changes <= 2;
    }

    void sum(NdArray x, NdArray y) {
        int kept = (int) y.numel();
        int inner = inner(x.shape(), y.shape());
        if (sums.length < kept) {
            sums = new double[kept];
            few = new float[kept];
        }
        Arrays.fill(sums, 0, kept, 0);
        FloatBuffer elements = x.contiguousBlock().buffer().asFloatBuffer();
        for (int start = 0; start < elements.capacity(); start += TILE) {
            int count = Math.min(TILE, elements.capacity() - start);
            elements.get(start, tile, 0, count);
            if (inner == 1) {
                addColumns(start, count, kept);
            } else {
                addRows(start, count, kept, inner);
            }
        }
        if (rowsInFew > 0) {
            flush(kept);
        }
        write(y.contiguousBlock().buffer().asFloatBuffer());
    }

    private void addColumns(int start, int count, int kept) {
        int from = 0;
        while (from < count) {
            int column = (start + from) % kept;
            int run = Math.min(kept - column, count - from);
            addRun(from, column, run);
            from += run;
            if (column + run == kept && ++rowsInFew == ROWS) {
                flush(kept);
            }
        }
    }

    private void addRun(int from, int column, int run) {
        for (int i = 0; i < run; i++) {
            few[column + i] += tile[from + i];
        }
    }

    /** Moves the sums of the last few rows to those of all. */
    private void flush(int kept) {
        for (int i = 0; i < kept; i++) {
            sums[i] += few[i];
            few[i] = 0;
        }
        rowsInFew = 0;
    }

    private void addRows(int start, int count, int kept, int inner) {
        int from = 0;
        while (from < count) {
            int row = (start + from) / inner;
            int run = Math.min(inner - (start + from) % inner, count - from);
            double sum = 0;
            for (int i = 0; i < run; i++) {
                sum += tile[from + i];
            }
            sums[row % kept] += sum;
            from += run;
        }
    }

    private void write(FloatBuffer y) {
        for (int start = 0; start < y.capacity(); start += TILE) {
            int count = Math.min(TILE, y.capacity() - start);
            for (int i = 0; i < count; i++) {
                tile[i] = (float) sums[start + i];
            }
            y.put(start, tile, 0, count);
        }
    }

    /** Elements of the summed dimensions inside of the kept ones. */
    private static int inner(Shape x, Shape y) {
        long inner = 1;
        for (int d = x.dim() - 1; d >= 0 && isSummed(y, d); d--) {
            inner *= x.size(d);
        }
        return (int) inner;
    }

    private static boolean isSummed(Shape y, int dim) {
        return y.size(dim) == 1;
    }
}
