package io.lockstep.benchmarks.operations;

/**
 * One word of the vocabulary.
 *
 * @param ours nanoseconds of a call, the median over the rounds
 * @param theirs libtorch's
 * @param heapBytes of the Java heap that a call of ours takes, the median over the rounds
 * @param nativeBytes by which a call of ours lets native memory grow, the mean over the rounds
 * @param foreign cores that others kept busy meanwhile, the mean over the rounds
 */
record OperationRow(String name, double ours, double theirs, double heapBytes, double nativeBytes, double foreign) {
    private static final double BOUND = 5;

    /** How many times as long ours takes. */
    double ratio() {
        return ours / theirs;
    }

    /** Whether it is as fast as an operation must be. */
    boolean isWithinBound() {
        return ratio() <= BOUND;
    }
}
