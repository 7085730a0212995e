package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NativeMemory;
import java.nio.ByteBuffer;

/** A buffer that is replaced by a larger one when needed; its contents are then lost. */
final class GrowingMemory implements AutoCloseable {
    private NativeMemory memory = NativeMemory.allocate(0);

    /** Of the first byte of at least {@code bytes}. */
    long address(long bytes) {
        reserve(bytes);
        return memory.address(Address::ofBuffer);
    }

    /** At least {@code bytes} long, in native byte order. */
    ByteBuffer buffer(long bytes) {
        reserve(bytes);
        return memory.buffer();
    }

    private void reserve(long bytes) {
        if (bytes > capacity()) {
            memory.close();
            memory = NativeMemory.allocate(bytes);
        }
    }

    long capacity() {
        return memory.buffer().capacity();
    }

    @Override
    public void close() {
        memory.close();
    }
}
