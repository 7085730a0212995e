package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.NdArray;
import java.util.Arrays;

/** Places of the largest or smallest elements of lines: of equal ones the first, and of NaN the first before all numbers. */
final class Extremes {
    private final Workers workers;

    Extremes(Workers workers) {
        this.workers = workers;
    }

    /** @see io.lockstep.engine.backend.Backend#argExtreme */
    void argument(boolean largest, int dim, NdArray x, NdArray y) {
        Grid grid = Grid.ofLines(x, dim, workers.size());
        Operand from = new Operand(x, grid.order());
        Operand to = new Operand(y, grid.kept());
        boolean floating = x.dtype().isFloating();
        workers.share(grid.units(), x.numel(), (worker, first, end) -> {
            for (int unit = first; unit < end; unit++) {
                Arrays.fill(worker.y.longs, 0);
                for (int row = 0; row < grid.length(); row += grid.rowsPerTile()) {
                    int rows = Math.min(grid.rowsPerTile(), grid.length() - row);
                    int count = grid.groups(unit) * rows * grid.columns(unit);
                    int start = grid.element(unit, row);
                    if (floating) {
                        double[] values = from.doubles(start, count, worker.a);
                        if (!largest) {
                            UnaryFunctions.negate(values, values, count);
                        }
                        search(values, grid.groups(unit), row, rows, grid.columns(unit), worker.t, worker.y.longs);
                    } else {
                        long[] values = from.longs(start, count, worker.a);
                        if (!largest) {
                            invert(values, count); // unlike the negative, it exists for the smallest long
                        }
                        search(
                                values,
                                grid.groups(unit),
                                row,
                                rows,
                                grid.columns(unit),
                                worker.c.longs,
                                worker.y.longs);
                    }
                }
                to.writeLongs(worker.y, grid.result(unit), grid.groups(unit) * grid.columns(unit));
            }
        });
    }

    private static void invert(long[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = ~values[i];
        }
    }

    /**
     * Goes on with the rows from {@code row} on of each group.
     *
     * @param best [groups, columns] the largest elements so far
     * @param places [groups, columns] where they are
     */
    private static void search(
            double[] values, int groups, int row, int rows, int columns, double[] best, long[] places) {
        for (int group = 0; group < groups; group++) {
            if (columns == 1) {
                searchLine(values, group * rows, row, rows, best, places, group);
                continue;
            }
            for (int r = 0; r < rows; r++) {
                int from = (group * rows + r) * columns;
                int at = group * columns;
                if (row + r == 0) {
                    System.arraycopy(values, from, best, at, columns);
                } else {
                    searchRow(values, from, row + r, columns, best, places, at);
                }
            }
        }
    }

    private static void searchLine(double[] values, int from, int row, int rows, double[] best, long[] places, int at) {
        double known = row == 0 ? values[from] : best[at];
        int place = -1;
        for (int r = 0; r < rows; r++) {
            double value = values[from + r];
            if (!(value <= known) && !Double.isNaN(known)) {
                known = value;
                place = r;
            }
        }
        best[at] = known;
        if (place >= 0) {
            places[at] = (long) row + place;
        }
    }

    private static void searchRow(
            double[] values, int from, int row, int columns, double[] best, long[] places, int at) {
        for (int column = 0; column < columns; column++) {
            double value = values[from + column];
            double known = best[at + column];
            if (!(value <= known) && !Double.isNaN(known)) {
                best[at + column] = value;
                places[at + column] = row;
            }
        }
    }

    private static void search(long[] values, int groups, int row, int rows, int columns, long[] best, long[] places) {
        for (int group = 0; group < groups; group++) {
            if (columns == 1) {
                searchLine(values, group * rows, row, rows, best, places, group);
                continue;
            }
            for (int r = 0; r < rows; r++) {
                int from = (group * rows + r) * columns;
                int at = group * columns;
                if (row + r == 0) {
                    System.arraycopy(values, from, best, at, columns);
                } else {
                    searchRow(values, from, row + r, columns, best, places, at);
                }
            }
        }
    }

    private static void searchLine(long[] values, int from, int row, int rows, long[] best, long[] places, int at) {
        long known = row == 0 ? values[from] : best[at];
        int place = -1;
        for (int r = 0; r < rows; r++) {
            if (values[from + r] > known) {
                known = values[from + r];
                place = r;
            }
        }
        best[at] = known;
        if (place >= 0) {
            places[at] = (long) row + place;
        }
    }

    private static void searchRow(long[] values, int from, int row, int columns, long[] best, long[] places, int at) {
        for (int column = 0; column < columns; column++) {
            if (values[from + column] > best[at + column]) {
                best[at + column] = values[from + column];
                places[at + column] = row;
            }
        }
    }
}
