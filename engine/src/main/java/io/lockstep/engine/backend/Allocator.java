package io.lockstep.engine.backend;

/** Hands out native memory; each implementation says how long it lives. */
public interface Allocator {
    /**
     * The contents of the block are undefined.
     *
     * @throws OutOfMemoryError if the JVM's limit on direct memory is reached
     */
    Block allocate(long bytes);

    /** Takes a block back before its time, if that is of use; reading it is then an error. */
    default void release(Block block) {}
}
