package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices in double precision and of whole numbers.
 *
 * <p>Doubles are packed in the order in which the innermost loop reads them: a in blocks of a few rows, b in panels of a
 * few columns, whatever their strides (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008,
 * section 4). Each thread computes some panels, and multiplies each with all blocks of a while it is in the cache.
 */
final class MatrixProduct {
    private final Workers workers;
    private double[] blocks = {};

    MatrixProduct(Workers workers) {
        this.workers = workers;
    }

    static boolean has(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        DType type = a.dtype();
        return y.numel() > 0
                && (type.isIntegral() || type == DType.FLOAT64 || type == DType.FLOAT16 || type == DType.FLOAT32)
                && b.dtype() == type
                && y.dtype() == type
                && (bias == null || (bias.dtype() == type && type.isFloating()));
    }

    /** @see io.lockstep.engine.backend.Backend#matmul */
    void multiply(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        if (a.dtype().isFloating()) {
            multiplyDoubles(a, b, bias, y);
        } else {
            multiplyLongs(a, b, y);
        }
    }

    private void multiplyDoubles(NdArray a, NdArray b, @Nullable NdArray bias, NdArray y) {
        int rows = Math.toIntExact(y.shape().size(0));
        int columns = Math.toIntExact(y.shape().size(1));
        int inner = Math.toIntExact(a.shape().size(1));
        Operand right = new Operand(b);
        Operand shift = bias == null ? null : new Operand(bias);
        Operand to = new Operand(y);
        double[] packed = pack(new Operand(a), rows, inner);
        int width = Loops.productColumns();
        workers.share((columns + width - 1) / width, (long) rows * columns * inner, (worker, first, end) -> {
            double[] panel = new double[inner * width];
            for (int p = first; p < end; p++) {
                int from = p * width;
                int count = Math.min(width, columns - from);
                readPanel(right, inner, columns, from, count, width, panel, worker);
                if (shift == null) {
                    Arrays.fill(worker.b.doubles, 0);
                } else {
                    shift.doubles(from, count, worker.b);
                }
                for (int row = 0; row < rows; row += Loops.PRODUCT_ROWS) {
                    Loops.product(inner, packed, row * inner, panel, worker.t);
                    for (int r = 0; r < Math.min(Loops.PRODUCT_ROWS, rows - row); r++) {
                        add(worker.t, r * width, worker.b.doubles, worker.y.doubles, count);
                        to.writeDoubles(worker.y, (row + r) * columns + from, count);
                    }
                }
            }
        });
    }

    private static void add(double[] a, int from, double[] b, double[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[from + i] + b[i];
        }
    }

    /** [rows / 4, inner, 4], with zeros below the last row. */
    private double[] pack(Operand a, int rows, int inner) {
        int step = Loops.PRODUCT_ROWS;
        int length = (rows + step - 1) / step * step * inner;
        if (blocks.length < length) {
            blocks = new double[length];
        }
        double[] packed = blocks;
        Arrays.fill(packed, length - Math.min(length, step * inner), length, 0);
        workers.share(rows, (long) rows * inner, (worker, first, end) -> {
            for (int row = first; row < end; row++) {
                int block = row / step * step * inner + row % step;
                for (int done = 0; done < inner; done += Tile.SIZE) {
                    int count = Math.min(Tile.SIZE, inner - done);
                    double[] values = a.doubles(row * inner + done, count, worker.a);
                    for (int i = 0; i < count; i++) {
                        packed[block + (done + i) * step] = values[i];
                    }
                }
            }
        });
        return packed;
    }

    /** panel [inner, width] = some columns of b, and zeros beside the last. */
    private static void readPanel(
            Operand b, int inner, int columns, int from, int count, int width, double[] panel, Worker worker) {
        for (int k = 0; k < inner; k++) {
            double[] values = b.doubles(k * columns + from, count, worker.a);
            System.arraycopy(values, 0, panel, k * width, count);
        }
    }

    /** Row by row: to a row of y each row of b, times an element of a, is added. */
    private void multiplyLongs(NdArray a, NdArray b, NdArray y) {
        int columns = Math.toIntExact(y.shape().size(1));
        int inner = Math.toIntExact(a.shape().size(1));
        Operand left = new Operand(a);
        Operand right = new Operand(b);
        Operand to = new Operand(y);
        workers.share(Math.toIntExact(y.shape().size(0)), y.numel() * inner, (worker, first, end) -> {
            for (int row = first; row < end; row++) {
                for (int from = 0; from < columns; from += Tile.SIZE) {
                    int count = Math.min(Tile.SIZE, columns - from);
                    Arrays.fill(worker.y.longs, 0, count, 0);
                    for (int k = 0; k < inner; k++) {
                        if (k % Tile.SIZE == 0) {
                            left.longs(row * inner + k, Math.min(Tile.SIZE, inner - k), worker.b);
                        }
                        long factor = worker.b.longs[k % Tile.SIZE];
                        add(right.longs(k * columns + from, count, worker.a), factor, worker.y.longs, count);
                    }
                    to.writeLongs(worker.y, row * columns + from, count);
                }
            }
        });
    }

    private static void add(long[] x, long factor, long[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] += factor * x[i];
        }
    }
}
