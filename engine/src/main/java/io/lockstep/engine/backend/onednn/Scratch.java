package io.lockstep.engine.backend.onednn;

import io.lockstep.engine.backend.NativeMemory;

/**
 * Memory for what lives only while one kernel runs. Kernels run one after the other, so all share the same few buffers,
 * each as large as its largest use so far; after the first step they no longer grow.
 */
final class Scratch implements AutoCloseable {
    /** More than any kernel has arguments. */
    private static final int SLOTS = 16;

    private final Growing[] slots = new Growing[SLOTS];
    private final Growing scratchpad = new Growing();
    private final Growing zeros = new Growing();

    Scratch() {
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Growing();
        }
    }

    /** Address of a temporary copy of a kernel's argument. */
    long argument(int slot, long bytes) {
        return slots[slot].address(bytes);
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
        for (Growing slot : slots) {
            bytes += slot.capacity();
        }
        return bytes;
    }

    @Override
    public void close() {
        for (Growing slot : slots) {
            slot.close();
        }
        scratchpad.close();
        zeros.close();
    }

    /** A buffer that is replaced by a larger one when needed; its contents are then lost. */
    private static final class Growing implements AutoCloseable {
        private NativeMemory memory = NativeMemory.allocate(0);

        long address(long bytes) {
            if (bytes > capacity()) {
                memory.close();
                memory = NativeMemory.allocate(bytes);
            }
            return memory.address(Address::ofBuffer);
        }

        long capacity() {
            return memory.buffer().capacity();
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
