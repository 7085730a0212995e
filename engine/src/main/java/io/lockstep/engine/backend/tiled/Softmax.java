package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;

/** Softmax of lines, or its logarithm, from differences to the largest element, so that nothing overflows. */
final class Softmax {
    private final Folding max = Folding.of(Reduction.MAX, DType.FLOAT64);
    private final Folding sum = Folding.of(Reduction.SUM, DType.FLOAT64);
    private final Workers workers;

    Softmax(Workers workers) {
        this.workers = workers;
    }

    /** @see io.lockstep.engine.backend.Backend#softmax */
    void softmax(boolean logarithm, int dim, NdArray x, NdArray y) {
        Grid grid = Grid.ofLines(x, dim, workers.size());
        Operand from = new Operand(x, grid.order());
        Operand to = new Operand(y, grid.order());
        workers.share(grid.units(), x.numel(), (worker, first, end) -> {
            for (int unit = first; unit < end; unit++) {
                if (grid.isSmall()) {
                    ofGroups(logarithm, grid, unit, from, to, worker);
                } else {
                    ofLongLines(logarithm, grid, unit, from, to, worker);
                }
            }
        });
    }

    private void ofGroups(boolean logarithm, Grid grid, int unit, Operand from, Operand to, Worker worker) {
        int groups = grid.groups(unit);
        int rows = grid.length();
        int columns = grid.inner();
        int count = groups * rows * columns;
        double[] y = worker.y.doubles;
        double[] results = worker.b.doubles;

        double[] x = from.doubles(grid.element(unit, 0), count, worker.a);
        System.arraycopy(x, 0, worker.c.doubles, 0, count);
        max.foldAll(worker.c, groups, rows, columns, worker.b, worker.y);
        subtract(x, results, groups, rows, columns, x);

        Loops.exp(x, y, count);
        System.arraycopy(y, 0, worker.c.doubles, 0, count);
        sum.foldAll(worker.c, groups, rows, columns, worker.b, logarithm ? worker.y : worker.a);
        prepare(logarithm, results, groups * columns);
        finish(logarithm, x, results, groups, rows, columns, y);
        to.writeDoubles(worker.y, grid.element(unit, 0), count);
    }

    /** Reads the lines three times: for their largest elements, for their sums and for the results. */
    private void ofLongLines(boolean logarithm, Grid grid, int unit, Operand from, Operand to, Worker worker) {
        int columns = grid.columns(unit);
        int step = grid.rowsPerTile();
        double[] largest = worker.b.doubles;
        max.begin(worker.b, columns);
        for (int row = 0; row < grid.length(); row += step) {
            int rows = Math.min(step, grid.length() - row);
            from.doubles(grid.element(unit, row), rows * columns, worker.a);
            max.fold(worker.a, 1, rows, columns, worker.b);
        }
        sum.begin(worker.c, columns);
        for (int row = 0; row < grid.length(); row += step) {
            int rows = Math.min(step, grid.length() - row);
            double[] x = from.doubles(grid.element(unit, row), rows * columns, worker.a);
            subtract(x, largest, 1, rows, columns, x);
            Loops.exp(x, x, rows * columns);
            sum.fold(worker.a, 1, rows, columns, worker.c);
        }
        double[] sums = worker.c.doubles;
        prepare(logarithm, sums, columns);
        for (int row = 0; row < grid.length(); row += step) {
            int rows = Math.min(step, grid.length() - row);
            int start = grid.element(unit, row);
            double[] x = from.doubles(start, rows * columns, worker.a);
            subtract(x, largest, 1, rows, columns, x);
            if (!logarithm) {
                Loops.exp(x, worker.y.doubles, rows * columns);
            }
            finish(logarithm, x, sums, 1, rows, columns, worker.y.doubles);
            to.writeDoubles(worker.y, start, rows * columns);
        }
    }

    /** Makes of sums what {@link #finish} takes: their logarithms or reciprocals. */
    private static void prepare(boolean logarithm, double[] sums, int count) {
        if (logarithm) {
            Loops.log(sums, sums, count);
        } else {
            UnaryFunctions.reciprocal(sums, sums, count);
        }
    }

    /** y = y / sum, or x - ln sum. */
    private static void finish(
            boolean logarithm, double[] x, double[] sums, int groups, int rows, int columns, double[] y) {
        if (logarithm) {
            subtract(x, sums, groups, rows, columns, y);
        } else {
            multiply(y, sums, groups, rows, columns, y);
        }
    }

    /** y [groups, rows, columns] = x - b [groups, columns]. */
    private static void subtract(double[] x, double[] b, int groups, int rows, int columns, double[] y) {
        for (int group = 0; group < groups; group++) {
            int from = group * rows * columns;
            if (columns == 1) {
                UnaryFunctions.linear(x, from, 1, -b[group], y, rows);
            } else {
                for (int row = 0; row < rows; row++) {
                    subtractRow(x, from + row * columns, b, group * columns, y, columns);
                }
            }
        }
    }

    private static void subtractRow(double[] x, int i, double[] b, int j, double[] y, int count) {
        for (int k = 0; k < count; k++) {
            y[i + k] = x[i + k] - b[j + k];
        }
    }

    /** y [groups, rows, columns] = x b [groups, columns]. */
    private static void multiply(double[] x, double[] b, int groups, int rows, int columns, double[] y) {
        for (int group = 0; group < groups; group++) {
            int from = group * rows * columns;
            if (columns == 1) {
                UnaryFunctions.linear(x, from, b[group], -0.0, y, rows);
            } else {
                for (int row = 0; row < rows; row++) {
                    multiplyRow(x, from + row * columns, b, group * columns, y, columns);
                }
            }
        }
    }

    private static void multiplyRow(double[] x, int i, double[] b, int j, double[] y, int count) {
        for (int k = 0; k < count; k++) {
            y[i + k] = x[i + k] * b[j + k];
        }
    }
}
