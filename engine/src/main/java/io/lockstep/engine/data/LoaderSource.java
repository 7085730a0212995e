package io.lockstep.engine.data;

/** What a loader reads, ready to start an epoch. */
interface LoaderSource<B> {
    /** Batches of an epoch; -1 if nobody knows. */
    int size();

    EpochFeed<B> feed(long epoch);
}
