package io.lockstep.engine.backend.tiled;

import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.NdArray;
import io.lockstep.engine.backend.Reduction;
import org.jspecify.annotations.Nullable;

/** Reads and writes elements by their numbers in one dimension; whole rows where an index is repeated along the rest. */
final class Indexing {
    /** Elements of a row from which it is moved as one. */
    private static final int FEWEST_IN_ROW = 16;

    private final Workers workers;

    Indexing(Workers workers) {
        this.workers = workers;
    }

    static boolean has(@Nullable Reduction op, NdArray y) {
        return op == null
                || (op == Reduction.SUM
                        && (y.dtype() == DType.FLOAT32 || y.dtype() == DType.FLOAT64 || y.dtype() == DType.INT64));
    }

    /** @see io.lockstep.engine.backend.Backend#gather */
    void gather(NdArray x, int dim, NdArray index, NdArray y) {
        Lookup lookup = new Lookup(index, dim, x);
        Carrier from = Carrier.ofBits(x);
        Operand to = Operand.ofBits(y);
        int row = lookup.rowLength();
        if (row >= FEWEST_IN_ROW) {
            workers.share((int) (y.numel() / row), y.numel(), (worker, first, end) -> {
                for (int r = first; r < end; r++) {
                    gatherRow(from, lookup.position(r * row), lookup.rowStride(), to, r * row, row, worker.y);
                }
            });
            return;
        }
        workers.forEachTile(y.numel(), (worker, first, count) -> {
            int[] positions = lookup.positions(first, count, worker);
            from.gather(positions, worker.y, count);
            to.write(worker.y, first, count);
        });
    }

    private static void gatherRow(
            Carrier from, int position, int stride, Operand to, int first, int length, Tile tile) {
        for (int done = 0; done < length; done += Tile.SIZE) {
            int count = Math.min(Tile.SIZE, length - done);
            from.read(position + done * stride, stride, tile, 0, count);
            to.write(tile, first + done, count);
        }
    }

    /** @see io.lockstep.engine.backend.Backend#scatter */
    void scatter(@Nullable Reduction op, int dim, NdArray index, NdArray source, NdArray y) {
        Lookup lookup = new Lookup(index, dim, y);
        int row = lookup.rowLength();
        // The order of equal indices counts, so one thread does all of them.
        if (op == null && row >= FEWEST_IN_ROW) {
            scatterRows(lookup, Operand.ofBits(source), Carrier.ofBits(y), (int) (index.numel() / row), row);
            return;
        }
        Operand from = op == null ? Operand.ofBits(source) : new Operand(source);
        Carrier to = op == null ? Carrier.ofBits(y) : Carrier.of(y);
        Worker worker = workers.alone();
        int all = Math.toIntExact(index.numel());
        for (int first = 0; first < all; first += Tile.SIZE) {
            int count = Math.min(Tile.SIZE, all - first);
            int[] positions = lookup.positions(first, count, worker);
            from.read(first, count, worker.a);
            if (op == null) {
                to.scatter(worker.a, positions, count);
            } else {
                to.add(worker.a, positions, count);
            }
        }
    }

    private void scatterRows(Lookup lookup, Operand from, Carrier to, int rows, int length) {
        Tile tile = workers.alone().a;
        int stride = lookup.rowStride();
        for (int r = 0; r < rows; r++) {
            int position = lookup.position(r * length);
            for (int done = 0; done < length; done += Tile.SIZE) {
                int count = Math.min(Tile.SIZE, length - done);
                from.read(r * length + done, count, tile);
                to.write(tile, 0, position + done * stride, stride, count);
            }
        }
    }
}
