package io.lockstep.benchmarks.comms.spark;

import java.io.Serializable;

/**
 * The times of a turn.
 *
 * @param bytes of the buffers
 * @param nanos of each operation on rank 0
 */
record SparkTurn(long bytes, String variant, long[] nanos) implements Serializable {}
