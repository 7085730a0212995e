package io.lockstep.engine.backend.onednn;

import java.nio.ByteBuffer;

/**
 * Memory for what lives only while one kernel runs. Kernels run one after the other, so all share the same few buffers,
 * each as large as its largest use so far; after the first step they no longer grow.
 */
final class Scratch implements AutoCloseable {
    /** More than any kernel has arguments. */
    private static final int SLOTS = 16;

    private final GrowingMemory[] slots = new GrowingMemory[SLOTS];
    private final GrowingMemory scratchpad = new GrowingMemory();
    private final GrowingMemory zeros = new GrowingMemory();

    Scratch() {
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new GrowingMemory();
        }
    }

    /** Address of a temporary copy of a kernel's argument. */
    long argument(int slot, long bytes) {
        return slots[slot].address(bytes);
    }

    /** The memory of a temporary copy of a kernel's argument. */
    ByteBuffer argumentBuffer(int slot, long bytes) {
        return slots[slot].buffer(bytes);
    }

    /** Address of working memory for the kernel itself. */
    long scratchpad(long bytes) {
        return scratchpad.address(bytes);
    }

    /** Address of zeros, which nobody writes. */
    long zeros(long bytes) {
        return zeros.address(bytes);
    }

    long capacityBytes() {
        long bytes = scratchpad.capacity() + zeros.capacity();
        for (GrowingMemory slot : slots) {
            bytes += slot.capacity();
        }
        return bytes;
    }

    @Override
    public void close() {
        for (GrowingMemory slot : slots) {
            slot.close();
        }
        scratchpad.close();
        zeros.close();
    }
}
