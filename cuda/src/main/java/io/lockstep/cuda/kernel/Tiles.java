package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.cuda.driver.Launch;
import io.lockstep.engine.backend.DType;
import io.lockstep.engine.backend.Shape;

/**
 * How blocks of threads cover channels-last images, as a matrix with a row for each place and a column for each channel (tiles.h).
 * It depends on the shape alone, not on the GPU, so that sums are the same on all of them.
 *
 * @param rows N H W
 * @param slab rows of a block
 * @param slabs blocks beneath one another
 * @param channels C
 * @param lanes threads beside one another
 * @param width channels of a thread
 * @param across blocks beside one another
 */
record Tiles(long rows, long slab, int slabs, int channels, int lanes, int width, int across) {
    static final int THREADS = 256;

    private static final int MOST_LANES = 32;
    /** As many as run at once on a large GPU. */
    private static final int MOST_BLOCKS = 1024;
    /** Fewer rows of a thread are not worth their partial sum. */
    private static final int LEAST_ROWS = 8;

    /** @param addresses of all arrays of that shape that the kernel reads or writes */
    static Tiles of(Shape images, DType dtype, long... addresses) {
        long rows = images.size(0) * images.size(2) * images.size(3);
        int channels = Math.toIntExact(images.size(1));
        int packed = Packs.width(dtype);
        int width = channels % packed == 0 && Packs.areAligned(addresses) ? packed : 1;
        int packs = channels / width;
        int lanes = packs >= MOST_LANES ? MOST_LANES : Math.max(1, Integer.highestOneBit(2 * packs - 1));
        int across = (packs + lanes - 1) / lanes;
        long least = (long) THREADS / lanes * LEAST_ROWS;
        long most = Math.max(1, MOST_BLOCKS / Math.max(1, across));
        long slab = Math.max(least, (rows + most - 1) / most);
        return new Tiles(rows, slab, (int) ((rows + slab - 1) / slab), channels, lanes, width, across);
    }

    /** Begins a launch with the fields of {@code Tiles}. */
    Launch launch(Gpu gpu, String kernel, int sharedBytes) {
        return gpu.launch(kernel)
                .grid(slabs, across, 1)
                .threads(THREADS)
                .shared(sharedBytes)
                .putLong(rows)
                .putLong(slab)
                .putInt(channels)
                .putInt(lanes)
                .putInt(width > 1 ? 1 : 0)
                .putInt(0);
    }

    /** Bytes of two sums of each thread's channels. */
    int sumBytes(DType dtype) {
        return 2 * THREADS * width * Packs.valueBytes(dtype);
    }

    /** Bytes of mean, factor and shift of each of a block's channels. */
    int coefficientBytes(DType dtype) {
        return 3 * lanes * width * Packs.valueBytes(dtype);
    }

    /** Bytes of two partial sums of each slab and channel. */
    long partialBytes(DType dtype) {
        return 2L * slabs * channels * Packs.valueBytes(dtype);
    }
}
