package io.lockstep.engine.backend;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory of one training step. Blocks are handed out one behind the other and all taken back at once by
 * {@link #reset()}, so a step that asks for the same sizes in the same order gets the same addresses every time and
 * nothing is allocated once the first step has run. Reading a block of an earlier step is an error, not garbage.
 */
public final class Arena implements Allocator, AutoCloseable {
    /** Slabs are at least this large, so that small tensors share one. */
    private static final int SLAB_BYTES = 64 << 20;

    private final List<NativeMemory> slabs = new ArrayList<>();
    private int slab;
    private int used;
    private long generation;

    @Override
    public Block allocate(long bytes) {
        while (slab < slabs.size()) {
            NativeMemory current = slabs.get(slab);
            if (used + bytes <= current.buffer().capacity()) {
                Block block = Block.ofArena(this, current, used, (int) bytes, generation);
                used = (int) Math.min(Integer.MAX_VALUE, align(used + bytes));
                return block;
            }
            slab++;
            used = 0;
        }
        slabs.add(NativeMemory.allocate(Math.max(SLAB_BYTES, bytes)));
        return allocate(bytes);
    }

    /** Takes all blocks back; their tensors must not be used any more. */
    public void reset() {
        generation++;
        slab = 0;
        used = 0;
    }

    long generation() {
        return generation;
    }

    /** Bytes held from the operating system. */
    public long capacityBytes() {
        long bytes = 0;
        for (NativeMemory memory : slabs) {
            bytes += memory.buffer().capacity();
        }
        return bytes;
    }

    @Override
    public void close() {
        reset();
        slabs.forEach(NativeMemory::close);
        slabs.clear();
    }

    private static long align(long bytes) {
        return (bytes + NativeMemory.ALIGNMENT - 1) & -NativeMemory.ALIGNMENT;
    }
}
