package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.FloatTile;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Sums over outer and inner dimensions, such as the columns of a matrix for the gradient of a bias. One pass over the
 * elements in their order, in tiles that stay in the first-level cache; sums are kept in double precision, those of
 * columns after every few rows, since only additions in single precision become vector instructions (JDK 17).
 */
final class SumReduction {
    private static final int ROWS = 16;

    private final FloatTile tile = new FloatTile();
    private final float[] values = tile.values();
    private double[] sums = new double[FloatTile.SIZE];
    private float[] few = new float[FloatTile.SIZE];
    private int rowsInFew;

    /** True if the dimensions that are summed lie all outside or inside of the kept ones. */
    static boolean has(NdArray x, NdArray y) {
        boolean readable = FloatTile.has(x.dtype()) && FloatTile.has(y.dtype());
        if (!readable || !x.isContiguous() || !y.isContiguous()) {
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
        ByteBuffer elements = x.contiguousBlock().buffer();
        int all = (int) x.numel();
        for (int start = 0; start < all; start += FloatTile.SIZE) {
            int count = Math.min(FloatTile.SIZE, all - start);
            tile.read(x.dtype(), elements, start, count);
            if (inner == 1) {
                addColumns(start, count, kept);
            } else {
                addRows(start, count, kept, inner);
            }
        }
        if (rowsInFew > 0) {
            flush(kept);
        }
        write(y);
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
        add(few, column, values, from, run);
    }

    /** a[i] += b[j] for neighbours from i and j on. */
    private static void add(float[] a, int i, float[] b, int j, int count) {
        for (int k = 0; k < count; k++) {
            a[i + k] += b[j + k];
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
                sum += values[from + i];
            }
            sums[row % kept] += sum;
            from += run;
        }
    }

    private void write(NdArray y) {
        ByteBuffer elements = y.contiguousBlock().buffer();
        int all = (int) y.numel();
        for (int start = 0; start < all; start += FloatTile.SIZE) {
            int count = Math.min(FloatTile.SIZE, all - start);
            for (int i = 0; i < count; i++) {
                values[i] = (float) sums[start + i];
            }
            tile.write(y.dtype(), elements, start, count);
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
