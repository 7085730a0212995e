package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;

/** Results of all elements of a line up to each one. */
final class Scanning {
    private final Workers workers;

    Scanning(Workers workers) {
        this.workers = workers;
    }

    /** @see io.lockstep.engine.backend.Backend#scan */
    void scan(Reduction op, int dim, NdArray x, NdArray y) {
        Grid grid = Grid.ofLines(x, dim, workers.size());
        Operand from = new Operand(x, grid.order());
        Operand to = new Operand(y, grid.order());
        Folding folding = Folding.of(op, x.dtype());
        workers.share(grid.units(), x.numel(), (worker, first, end) -> {
            for (int unit = first; unit < end; unit++) {
                int groups = grid.groups(unit);
                int columns = grid.columns(unit);
                folding.begin(worker.b, groups * columns);
                for (int row = 0; row < grid.length(); row += grid.rowsPerTile()) {
                    int rows = Math.min(grid.rowsPerTile(), grid.length() - row);
                    int start = grid.element(unit, row);
                    folding.read(from, start, groups * rows * columns, worker.y);
                    folding.scan(worker.y, groups, rows, columns, worker.b);
                    folding.write(to, worker.y, start, groups * rows * columns);
                }
            }
        });
    }
}
