package io.lockstep.benchmarks.operations;

/**
 * One word of the vocabulary.
 *
 * @param ours nanoseconds of a call, the median over the rounds
 * @param theirs libtorch's
 * @param heapBytes of the Java heap that a call of ours takes
 * @param nativeBytes of native memory that a call of ours takes and does not give back
 */
record OperationRow(String name, double ours, double theirs, double heapBytes, double nativeBytes) {
    /** How many times as long ours takes. */
    double ratio() {
        return ours / theirs;
    }
}
