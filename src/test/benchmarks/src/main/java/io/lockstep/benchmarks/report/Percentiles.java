package io.lockstep.benchmarks.report;

/** Percentiles of a sample, linear between neighbours as in NumPy. */
public final class Percentiles {
    private Percentiles() {}

    /**
     * @param sorted ascending, at least one
     * @param share of the sample that lies below, 0 to 1
     */
    public static double of(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
