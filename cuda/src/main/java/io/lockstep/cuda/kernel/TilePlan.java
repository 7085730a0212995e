package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.GpuFacts;
import io.lockstep.cuda.driver.Launch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a product is cut for the GPU: into tiles of its result and splits of its sums.
 *
 * <p>The choice is by an estimate of the time on one multiprocessor, in multiply-adds: tiles times steps, over the tile's
 * efficiency, for the multiprocessor with the most blocks; a block's beginning and end take a few steps more, and splits write and
 * read their parts once more. So few tiles of a long sum are split, and a result that leaves most multiprocessors of the last
 * round idle gets smaller tiles. The plan depends on shapes and device alone, so that sums are cut alike in every run.
 *
 * @param down tiles below each other
 * @param across tiles beside each other
 * @param splits parts of each sum
 * @param perSplit elements of a part, whole steps
 * @param cost the estimate
 */
record TilePlan(Tile tile, int down, int across, int splits, int perSplit, double cost) {
    private static final int[] SPLITS = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 192, 256
    };
    /** Fewer are not worth a part of their own. */
    private static final int LEAST_STEPS = 4;
    /** Multiply-adds of one multiprocessor in the time in which the memory delivers its share of a byte. */
    private static final double MULTIPLICATIONS_PER_BYTE = 100;
    /** Rows of tiles whose blocks run at the same time, when the result is wide. */
    private static final int BAND = 8;

    private static final int NARROW = 16;

    /** All plans whose blocks fit a multiprocessor, the estimated best one first. */
    static List<TilePlan> all(List<Tile> tiles, ProductKind kind, Extent extent, GpuFacts gpu) {
        List<TilePlan> plans = new ArrayList<>();
        long steps = (extent.inner() + kind.depth() - 1) / kind.depth();
        for (Tile tile : tiles) {
            if (tile.sharedBytesOfWeights(kind.depth()) > gpu.sharedBytesPerBlock()) {
                continue;
            }
            for (int splits : SPLITS) {
                if (splits == 1 || splits <= steps / LEAST_STEPS) {
                    plans.add(of(tile, kind, extent, splits, gpu.multiprocessors()));
                }
            }
        }
        plans.sort(Comparator.comparingDouble(TilePlan::cost));
        return plans;
    }

    private static TilePlan of(Tile tile, ProductKind kind, Extent extent, int wanted, int multiprocessors) {
        long down = (extent.rows() + tile.rows() - 1) / tile.rows();
        long across = (extent.columns() + tile.columns() - 1) / tile.columns();
        long steps = Math.max(1, (extent.inner() + kind.depth() - 1) / kind.depth());
        long perSplit = (steps + wanted - 1) / wanted;
        long splits = (steps + perSplit - 1) / perSplit;
        long blocks = down * across * splits * extent.count();
        double alone = tile.resident() / 2.0; // the least time of a block, with no other one to fill its waits
        double rounds = Math.max(alone, Math.ceil(blocks / (double) multiprocessors));
        double step = (double) tile.rows() * tile.columns() * kind.depth() / tile.efficiency();
        double parts = splits == 1
                ? 0
                : (2.0 * splits + 1)
                        * Float.BYTES
                        * extent.rows()
                        * extent.columns()
                        * extent.count()
                        / multiprocessors;
        return new TilePlan(
                tile,
                Math.toIntExact(down),
                Math.toIntExact(across),
                (int) splits,
                Math.toIntExact(perSplit * kind.depth()),
                rounds * step * (perSplit + tile.overheadSteps()) + parts * MULTIPLICATIONS_PER_BYTE);
    }

    long tiles() {
        return (long) down * across;
    }

    /** The fields {@code down, across, band} of a kernel. */
    Launch putTiles(Launch launch) {
        return launch.putInt(down).putInt(across).putInt(across <= NARROW ? 1 : BAND);
    }

    /**
     * What is to be multiplied.
     *
     * @param rows of one result
     * @param columns of one result
     * @param inner what each element sums over
     * @param count results: matrices of a batch, or groups
     */
    record Extent(long rows, long columns, long inner, long count) {}

    @Override
    public String toString() {
        return tile + (splits > 1 ? " in " + splits : "");
    }
}
