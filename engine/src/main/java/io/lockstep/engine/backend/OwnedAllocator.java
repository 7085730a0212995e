package io.lockstep.engine.backend;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory that lives until its owner closes it, such as parameters and optimizer state. Each block is an allocation of
 * its own; {@link #close()} frees them all.
 */
public final class OwnedAllocator implements Allocator, AutoCloseable {
    private final List<NativeMemory> allocations = new ArrayList<>();

    @Override
    public Block allocate(long bytes) {
        NativeMemory memory = NativeMemory.allocate(bytes);
        allocations.add(memory);
        return Block.of(memory);
    }

    @Override
    public void close() {
        allocations.forEach(NativeMemory::close);
        allocations.clear();
    }
}
