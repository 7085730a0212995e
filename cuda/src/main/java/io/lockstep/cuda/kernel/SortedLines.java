package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;

/**
 * Lines that were sorted in working memory, in the order of a loop over them (sort.cu).
 *
 * @param keys address of their elements as sortable numbers of 64 bits [lines, length]
 * @param order address of the place in its line from which each came (int64) [lines, length]
 */
record SortedLines(long keys, long order) {
    private static final int THREADS = 256;
    private static final int WARP = 32;
    /** As in sort.cu: what a block sorts in shared memory. */
    private static final int TILE = 2048;

    /**
     * @param lines a loop over the first elements of the lines
     * @param k which operand of the loop
     * @param floating whether elements are floating numbers
     */
    static SortedLines sort(Gpu gpu, Loop lines, int k, boolean floating, long length, long step, boolean descending) {
        long bytes = lines.count() * length * Long.BYTES;
        SortedLines sorted =
                new SortedLines(gpu.scratch().take(bytes), gpu.scratch().take(bytes));
        int tile = 2;
        while (tile < length && tile < TILE) {
            tile *= 2;
        }
        lines.putOperand(lines.putLoop(gpu.launch(floating ? "sort_tiles_double" : "sort_tiles_long")), k)
                .putLong(length)
                .putLong(step)
                .putAddress(sorted.keys)
                .putAddress(sorted.order)
                .putInt(tile)
                .putInt(descending ? 1 : 0)
                .grid(lines.count(), (length + tile - 1) / tile, 1)
                .threads(Math.max(WARP, tile / 2))
                .run();
        if (tile >= length) {
            return sorted;
        }
        SortedLines merged =
                new SortedLines(gpu.scratch().take(bytes), gpu.scratch().take(bytes));
        for (long run = tile; run < length; run *= 2) {
            merge(gpu, sorted, merged, lines.count(), length, run);
            SortedLines free = sorted;
            sorted = merged;
            merged = free;
        }
        return sorted;
    }

    private static void merge(Gpu gpu, SortedLines from, SortedLines to, long lines, long length, long run) {
        gpu.launch("sort_merge")
                .putAddress(from.keys)
                .putAddress(from.order)
                .putAddress(to.keys)
                .putAddress(to.order)
                .putLong(lines)
                .putLong(length)
                .putLong(run)
                .over(lines * length, THREADS)
                .run();
    }
}
