package io.lockstep.engine.backend;

/** Where a device takes its memory from. */
@FunctionalInterface
public interface MemorySource {
    /** Memory of the host, outside the Java heap. */
    MemorySource HOST = NativeMemory::allocate;

    /**
     * Memory with undefined contents.
     *
     * @throws OutOfMemoryError if the device has not so much left
     */
    Memory allocate(long bytes);
}
