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
    private final Arena.@Nullable Lease lease;

    private Block(NativeMemory memory, int offset, int bytes, Arena.@Nullable Lease lease) {
        this.memory = memory;
        this.offset = offset;
        this.bytes = bytes;
        this.lease = lease;
    }

    /** The whole of a block of memory that lives until it is closed. */
    public static Block of(NativeMemory memory) {
        return new Block(memory, 0, memory.buffer().capacity(), null);
    }

    static Block leased(NativeMemory memory, int offset, int bytes, Arena.Lease lease) {
        return new Block(memory, offset, bytes, lease);
    }

    /** A part of this block, with the same lifetime. */
    public Block slice(int offset, int bytes) {
        if (offset < 0 || bytes < 0 || offset + bytes > this.bytes) {
            throw new IndexOutOfBoundsException(
                    "bytes " + offset + " to " + (offset + bytes) + " do not lie in a block of " + this.bytes);
        }
        return new Block(memory, this.offset + offset, bytes, lease);
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

    NativeMemory memory() {
        return memory;
    }

    /** @return whether the block was {@code arena}'s until now */
    boolean endLease(Arena arena) {
        return lease != null && lease.isOf(arena) && lease.end();
    }

    private void checkAlive() {
        if (lease != null) {
            lease.check();
        }
    }
}
