package io.lockstep.engine.backend;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Memory of one training step. {@link #reset()} takes all blocks back at once, so a step that asks for the same sizes in
 * the same order soon gets the same addresses every time, and nothing is allocated from then on. Reading a
 * block of an earlier step is an error, not garbage.
 *
 * <p>Small blocks lie one behind the other in slabs. A large block is a piece of memory of its own, which serves another
 * block of the same step once it is {@linkplain #release released}: the gradients of inner results follow one another
 * in a few pieces, so a step holds little more than the activations that its backward pass needs.
 */
public final class Arena implements Allocator, AutoCloseable {
    private static final int SLAB_BYTES = 4 << 20;
    private static final int LARGE_BYTES = 256 << 10;

    private final List<Memory> slabs = new ArrayList<>();
    private final List<Memory> pieces = new ArrayList<>();
    /** The pieces that are free, by their size; equal ones in the order in which they became free. */
    private final NavigableMap<Long, ArrayDeque<Memory>> free = new TreeMap<>();

    private final MemorySource source;
    private int slab;
    private int used;
    private long generation;

    /** Of the host's memory. */
    public Arena() {
        this(MemorySource.HOST);
    }

    public Arena(MemorySource source) {
        this.source = source;
    }

    @Override
    public Block allocate(long bytes) {
        return bytes < LARGE_BYTES ? small((int) bytes) : large(bytes);
    }

    private Block small(int bytes) {
        if (slab < slabs.size() && used + bytes > SLAB_BYTES) {
            slab++;
            used = 0;
        }
        if (slab == slabs.size()) {
            slabs.add(source.allocate(SLAB_BYTES));
        }
        Block block = Block.leased(slabs.get(slab), used, bytes, new Lease(this));
        used += align(bytes);
        return block;
    }

    /** The smallest free piece that is large enough, unless half of it or more would lie idle. */
    private Block large(long bytes) {
        Map.Entry<Long, ArrayDeque<Memory>> fit = free.ceilingEntry(bytes);
        Memory piece;
        if (fit == null || fit.getKey() >= 2 * bytes) {
            piece = source.allocate(bytes);
            pieces.add(piece);
        } else {
            piece = fit.getValue().removeFirst();
            if (fit.getValue().isEmpty()) {
                free.remove(fit.getKey());
            }
        }
        return Block.leased(piece, 0, bytes, new Lease(this));
    }

    @Override
    public void release(Block block) {
        if (block.endLease(this) && block.bytes() >= LARGE_BYTES) {
            makeFree(block.owned());
        }
    }

    /** Takes all blocks back; their tensors must not be used any more. */
    public void reset() {
        generation++;
        slab = 0;
        used = 0;
        free.clear();
        pieces.forEach(this::makeFree);
    }

    private void makeFree(Memory piece) {
        free.computeIfAbsent(piece.bytes(), capacity -> new ArrayDeque<>()).addLast(piece);
    }

    long generation() {
        return generation;
    }

    /** Bytes held from the operating system. */
    public long capacityBytes() {
        long bytes = (long) slabs.size() * SLAB_BYTES;
        for (Memory memory : pieces) {
            bytes += memory.bytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        reset();
        free.clear();
        slabs.forEach(Memory::close);
        slabs.clear();
        pieces.forEach(Memory::close);
        pieces.clear();
    }

    private static int align(int bytes) {
        return (bytes + NativeMemory.ALIGNMENT - 1) & -NativeMemory.ALIGNMENT;
    }

    /** The right to a block, which ends with its step or when the block is released. */
    static final class Lease {
        private final Arena arena;
        private final long generation;
        private boolean ended;

        Lease(Arena arena) {
            this.arena = arena;
            this.generation = arena.generation();
        }

        boolean isOf(Arena arena) {
            return this.arena == arena;
        }

        /** @return whether it had not ended before */
        boolean end() {
            boolean ends = !ended && generation == arena.generation();
            ended = true;
            return ends;
        }

        void check() {
            if (generation != arena.generation()) {
                throw new IllegalStateException("this tensor was made in a training step that has ended;"
                        + " read its value inside the step, or copy it with clone() outside");
            }
            if (ended) {
                throw new IllegalStateException("this gradient of an inner result was used up by the backward pass;"
                        + " only the gradients of leaves are kept");
            }
        }
    }
}
