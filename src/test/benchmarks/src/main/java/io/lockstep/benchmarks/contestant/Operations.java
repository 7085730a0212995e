package io.lockstep.benchmarks.contestant;

import java.util.Map;

/** Words of the vocabulary, each with one call of it on prepared tensors. Belongs to one thread. */
public interface Operations extends AutoCloseable {
    /** By name, in the order of the table. */
    Map<String, Runnable> calls();

    /** Native memory that the tensors hold now; 0 where nobody counts it. */
    long nativeBytes();

    @Override
    void close();
}
