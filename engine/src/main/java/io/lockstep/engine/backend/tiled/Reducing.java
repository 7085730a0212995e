package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;

/**
 * Reductions along any dimensions. The elements of a tile are folded in halves, one upon the other, so that all lanes of a
 * vector work and errors of sums grow with the logarithm of their length.
 */
final class Reducing {
    private final Workers workers;

    Reducing(Workers workers) {
        this.workers = workers;
    }

    /** @see io.lockstep.engine.backend.Backend#reduce */
    void reduce(Reduction op, NdArray x, NdArray y) {
        Grid grid = Grid.ofReduction(x, y);
        Operand from = new Operand(x, grid.order());
        Operand to = new Operand(y, grid.kept());
        Folding folding = Folding.of(op, x.dtype());
        if (grid.isSmall()) {
            workers.share(grid.units(), x.numel(), (worker, first, end) -> {
                for (int unit = first; unit < end; unit++) {
                    reduceGroups(grid, folding, from, to, unit, worker);
                }
            });
        } else if (grid.units() >= workers.size()) {
            workers.share(grid.units(), x.numel(), (worker, first, end) -> {
                for (int unit = first; unit < end; unit++) {
                    reduceRows(grid, folding, from, unit, 0, grid.length(), worker);
                    folding.write(to, worker.y, grid.result(unit), grid.columns(unit));
                }
            });
        } else {
            for (int unit = 0; unit < grid.units(); unit++) {
                reduceTogether(grid, folding, from, to, unit);
            }
        }
    }

    private static void reduceGroups(Grid grid, Folding folding, Operand from, Operand to, int unit, Worker worker) {
        int groups = grid.groups(unit);
        int count = groups * grid.length() * grid.inner();
        folding.read(from, grid.element(unit, 0), count, worker.a);
        folding.foldAll(worker.a, groups, grid.length(), grid.inner(), worker.y, worker.b);
        folding.write(to, worker.y, grid.result(unit), groups * grid.inner());
    }

    /** Some rows of a unit, to the worker's result. */
    private static void reduceRows(
            Grid grid, Folding folding, Operand from, int unit, int firstRow, int endRow, Worker worker) {
        int columns = grid.columns(unit);
        folding.begin(worker.y, columns);
        int step = grid.rowsPerTile();
        for (int row = firstRow; row < endRow; row += step) {
            int rows = Math.min(step, endRow - row);
            folding.read(from, grid.element(unit, row), rows * columns, worker.a);
            folding.fold(worker.a, 1, rows, columns, worker.y);
        }
    }

    /** One unit by all threads, each some of its rows. */
    private void reduceTogether(Grid grid, Folding folding, Operand from, Operand to, int unit) {
        int columns = grid.columns(unit);
        Worker all = workers.alone();
        boolean[] took = new boolean[workers.size()];
        workers.share(grid.length(), (long) grid.length() * columns, (worker, first, end) -> {
            reduceRows(grid, folding, from, unit, first, end, worker);
            took[worker.index()] = true;
        });
        for (int i = 0; i < took.length; i++) {
            if (took[i] && i != all.index()) {
                folding.combine(all.y, 0, workers.get(i).y, 0, columns);
            }
        }
        folding.write(to, all.y, grid.result(unit), columns);
    }
}
