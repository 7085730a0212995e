package io.lockstep.engine.backend;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A piece of native memory that an {@link Allocator} handed out, and that must not be used after it was taken back. */
public final class Block {
    private final NativeMemory memory;
    private final int offset;
    private final int bytes;
    private final @Nullable Arena arena;
    private final long generation;

    private Block(NativeMemory memory, int offset, int bytes, @Nullable Arena arena, long generation) {
        this.memory = memory;
        this.offset = offset;
        this.bytes = bytes;
        this.arena = arena;
        this.generation = generation;
    }

    /** The whole of a block of memory that lives until it is closed. */
    public static Block of(NativeMemory memory) {
        return new Block(memory, 0, memory.buffer().capacity(), null, 0);
    }

    static Block ofArena(Arena arena, NativeMemory memory, int offset, int bytes, long generation) {
        return new Block(memory, offset, bytes, arena, generation);
    }

    /** A part of this block, with the same lifetime. */
    public Block slice(int offset, int bytes) {
        if (offset < 0 || bytes < 0 || offset + bytes > this.bytes) {
            throw new IndexOutOfBoundsException(
                    "bytes " + offset + " to " + (offset + bytes) + " do not lie in a block of " + this.bytes);
        }
        return new Block(memory, this.offset + offset, bytes, arena, generation);
    }

    public int bytes() {
        return bytes;
    }

    /**
     * The bytes of this block, in native order.
     *
     * @throws IllegalStateException if the memory was freed, or its step has ended
     */
    public ByteBuffer buffer() {
        checkAlive();
        return memory.buffer().slice(offset, bytes).order(ByteOrder.nativeOrder());
    }

    /** The address of the first byte; {@code resolver} tells that of a direct buffer. */
    public long address(ToLongFunction<ByteBuffer> resolver) {
        checkAlive();
        return memory.address(resolver) + offset;
    }

    private void checkAlive() {
        if (arena != null && arena.generation() != generation) {
            throw new IllegalStateException("this tensor was made in a training step that has ended;"
                    + " read its value inside the step, or copy it with clone() outside");
        }
    }
}
