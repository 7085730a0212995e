package io.lockstep.benchmarks.contestant;

import io.lockstep.benchmarks.protocol.Ready;

/** What a contestant computes. Belongs to one thread; who opens it closes it. */
public interface Workload extends AutoCloseable {
    /** Computes what is to be known before the first step; called once, before it. */
    Ready ready();

    /** One step on the next batch. */
    void step();

    /** In training the loss of the last step, in inference that of the first batch. */
    double loss();

    @Override
    void close();
}
