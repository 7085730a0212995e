package io.lockstep.engine.backend;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Memory that lives until its owner closes it, such as parameters and optimizer state, or until nobody can reach it any
 * more: the garbage collector then frees it. Each block is an allocation of its own; {@link #close()} frees them all.
 */
public final class OwnedAllocator implements Allocator, AutoCloseable {
    private final Set<Memory> allocations = Collections.newSetFromMap(new WeakHashMap<>());

    private final MemorySource source;

    /** Of the host's memory. */
    public OwnedAllocator() {
        this(MemorySource.HOST);
    }

    public OwnedAllocator(MemorySource source) {
        this.source = source;
    }

    @Override
    public Block allocate(long bytes) {
        Memory memory = source.allocate(bytes);
        allocations.add(memory);
        return Block.of(memory);
    }

    /** Gives a block to another owner; nothing happens if it is not this one's. */
    void hand(Block block, OwnedAllocator owner) {
        if (allocations.remove(block.owned())) {
            owner.allocations.add(block.owned());
        }
    }

    /** Bytes that were not freed yet, as far as is known. */
    public long bytes() {
        long bytes = 0;
        for (Memory memory : allocations) {
            bytes += memory.bytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        allocations.forEach(Memory::close);
        allocations.clear();
    }
}
