package io.lockstep.engine.backend;

/**
 * What batch normalisation remembers of the batches it saw. Each batch moves it:
 * running = (1 - momentum) running + momentum batch, where the variance takes the unbiased one.
 *
 * @param mean [C]
 * @param variance [C]
 * @param momentum share of the new batch
 */
public record RunningStatistics(NdArray mean, NdArray variance, double momentum) {
    /**
     * n / (n - 1), which turns the biased variance of a batch into the unbiased one.
     *
     * @param x the batch [N, C, H, W]; n is its elements per channel
     */
    public static double unbiased(Shape x) {
        double count = (double) x.numel() / Math.max(1, x.size(1));
        return count / Math.max(1, count - 1);
    }
}
