package io.lockstep.engine.data;

/** Where the loader threads of one epoch take batches from. */
interface EpochFeed<B> {
    /** A place for one batch on its way from a loader thread to the reader. */
    final class Slot<B> {
        @org.jspecify.annotations.Nullable
        B batch;
    }

    /** How many batches there are at most. */
    int steps();

    /** Claims the next batch, loads it and hands it to the ring; false if there is none left. */
    boolean loadNext(BatchRing<Slot<B>> ring) throws InterruptedException;

    /** Ends the epoch, once no thread loads any more. */
    default void close() {}
}
