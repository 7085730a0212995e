package io.lockstep.engine.backend;

import java.nio.ByteBuffer;

/** A piece of memory of a device: the host's, or that of a GPU. Who allocates it closes it. */
public interface Memory extends AutoCloseable {
    /** Its size. */
    long bytes();

    /** Whether it was not freed yet. */
    boolean isOpen();

    /**
     * The bytes themselves, in native order, if they lie in the host's memory.
     *
     * @throws IllegalStateException if they do not, or the memory was freed
     */
    ByteBuffer buffer();

    /**
     * Some bytes, in native order, to be read and not written: those of the host's memory themselves, or a copy of a
     * device's, whose kernels have then all run.
     */
    ByteBuffer read(long offset, int bytes);

    /** Overwrites the bytes from {@code offset} on with those between the buffer's position and limit, which stay as they are. */
    void write(long offset, ByteBuffer from);

    @Override
    void close();
}
