package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.Gpu;
import io.lockstep.engine.backend.DType;

/** The parts of split sums, added in their order, so that every run gives the same bits (gemmparts.cu). */
final class PartialSums {
    private static final int THREADS = 256;
    private static final long MOST_BLOCKS = 1 << 20;

    private final Gpu gpu;

    PartialSums(Gpu gpu) {
        this.gpu = gpu;
    }

    /**
     * y [count] = sum over parts [splits, count] (float32), plus bias [columns], which repeats.
     *
     * @param bias address of float32 numbers, 0 for none
     */
    void add(long parts, int splits, long count, long bias, long columns, long y, DType yType) {
        gpu.launch("gemmparts_sum")
                .putAddress(parts)
                .putAddress(y)
                .putAddress(bias)
                .putLong(count)
                .putLong(count)
                .putInt(splits)
                .putInt(Math.toIntExact(columns))
                .putInt(Codes.of(yType))
                .over(Math.min(count, MOST_BLOCKS * THREADS), THREADS)
                .run();
    }
}
