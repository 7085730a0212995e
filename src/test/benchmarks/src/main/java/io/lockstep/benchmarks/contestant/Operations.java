package io.lockstep.benchmarks.contestant;

import java.util.Map;

/** Words of the vocabulary, each with one call of it on prepared tensors. Belongs to one thread. */
public interface Operations extends AutoCloseable {
    /** How the names of whole training steps begin. */
    String STEP = "step-";

    /** By name, in the order of the table. */
    Map<String, Runnable> calls();

    @Override
    void close();

    /** A call of a word; who calls it frees the result. */
    interface Call {
        Object run();
    }
}
