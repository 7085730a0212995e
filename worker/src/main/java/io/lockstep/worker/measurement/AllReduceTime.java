package io.lockstep.worker.measurement;

/** How long a rank waited for an all-reduce of so many bytes, with nothing else going on: the median of some. */
public record AllReduceTime(long bytes, long nanos) {}
